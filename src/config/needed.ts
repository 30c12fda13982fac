/** Without what these say, the pods would be other ones, or be treated otherwise, than they were brought up for. */
export const needed: ReadonlySet<string> = new Set([
  "DICOMWEB_ORIGIN",
  "DICOMWEB_PASSWORD",
  "DICOMWEB_USERNAME",
  "LABELPOD_ACCESS",
  "LABELPOD_APP_SETTINGS",
  "LABELPOD_HOME",
  "LABELPOD_LOGINS",
  "LABELPOD_OLD_RECORDS",
  "LABELPOD_PROVIDER",
  "LABELPOD_SHARE_URL",
  "LABELPOD_TEAM",
  "REDIS_URL",
  "RUNPOD_API_KEY",
  "RUNPOD_API_URL",
  "RUNPOD_GRAPHQL_URL",
  "RUNPOD_PROXY_URL",
]);
