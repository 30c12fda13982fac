export const graphql = "POST /graphql";
export const deploy = "POST /graphql podFindAndDeployOnDemand";
