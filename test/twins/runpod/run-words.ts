import type { RunpodTwin } from "./twin-types.ts";

export const usage = `npm run twin:runpod -- [options]

  --port <number>   where it listens on 127.0.0.1, its proxy at the next one; free ports without it
  --key <text>      the account's API key; twin without it
  --balance <usd>   the account's money; 25 without it
  --ssh             pods are real machines with sshd (Linux and root)
`;

/** After everything was put away. */
export const ended = "The twin has ended; its pods are gone.\n";

/** What somebody needs who has just started it, on one screen. */
export function describeTwin(twin: RunpodTwin, key: string, isSsh: boolean): string {
  const control = `${new URL(twin.apiUrl).origin}/_twin`;
  return `A RunPod of this machine, until Ctrl-C. Put this into the bot's .env:

LABELPOD_PROVIDER=runpod
RUNPOD_API_KEY=${key}
RUNPOD_API_URL=${twin.apiUrl}
RUNPOD_GRAPHQL_URL=${twin.graphqlUrl}
RUNPOD_PROXY_URL=${twin.proxyUrl}

${isSsh ? "Pods are real machines: the bot comes up on them." : "Pods are fake: they run and bill, and nobody answers by SSH (--ssh makes real ones)."}

  curl ${control}                 pods, bills, requests
  curl ${control}/faults          faults that can be planted, and those that wait
  curl ${control}/faults -d '{"fault":"no-capacity","route":"POST /pods","times":2}'
  curl ${control}/balance -d '{"usd":0}'             the money runs out
  curl ${control}/pods/ID -d '{"do":"crash-loop"}'   or crash, or hide
`;
}
