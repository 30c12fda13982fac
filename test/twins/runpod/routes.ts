import { ok, problem, Refusal } from "./answer.ts";
import { listPodBilling } from "./billing.ts";
import { listGpus } from "./catalog.ts";
import { listDataCenters, showDataCenter } from "./data-centers.ts";
import { answerGraphql, type Account } from "./graphql.ts";
import { streamLogs } from "./logs.ts";
import type { NetworkVolumes } from "./network-volumes.ts";
import { checkContainerRules, checkMountChange, place } from "./placement.ts";
import { pageOf } from "./pod-list.ts";
import type { PodLife } from "./pod-life.ts";
import { showPod } from "./pod-view.ts";
import { actionRequest, createRequest, parseBody, updateRequest } from "./requests.ts";
import type { GpuStock } from "./stock.ts";
import { volumeRoutes } from "./volume-routes.ts";
import type { Route } from "./route.ts";

export type RouteDeps = {
  readonly life: PodLife;
  readonly volumes: NetworkVolumes;
  readonly stock: readonly GpuStock[];
  readonly account: Account;
  readonly pageSize: number;
  readonly now: () => number;
};

export function createRoutes(deps: RouteDeps): readonly Route[] {
  return [
    ...podRoutes(deps),
    ...volumeRoutes(deps.volumes, deps.now),
    { name: "GET /catalog/gpus", handle: ({ query }) => listGpus(deps.stock, query) },
    { name: "GET /catalog/datacenters", handle: ({ query }) => listDataCenters(deps.stock, query) },
    {
      name: "GET /catalog/datacenters/{id}",
      handle: ({ id, query }) => showDataCenter(deps.stock, id, query),
    },
    { name: "GET /billing/pods", handle: ({ query }) => listPodBilling(deps.life.all(), query, deps.now()) },
    { name: "POST /graphql", handle: (call) => answerGraphql(call, deps) },
  ];
}

function podRoutes({ life, volumes, stock, account, pageSize, now }: RouteDeps): Route[] {
  return [
    {
      name: "GET /pods",
      handle: ({ query }) => {
        const { records, pagination } = pageOf(life.listed(), query, pageSize);
        return ok({ pods: records.map((record) => showPod(record, now())), pagination });
      },
    },
    {
      name: "POST /pods",
      handle: ({ body }) => {
        const request = parseBody(createRequest, body);
        const record = life.create(
          request,
          place(request, { stock, volumes, balanceUsd: account.balanceUsd }),
        );
        return { status: 201, body: showPod(record, now()) };
      },
    },
    { name: "GET /pods/{id}", handle: ({ id }) => ok(showPod(life.read(id), now())) },
    {
      name: "PATCH /pods/{id}",
      handle: async ({ id, body }) => {
        const update = parseBody(updateRequest, body);
        checkContainerRules(update);
        checkMountChange(life.find(id).settings.mounts, update.mounts);
        return ok(showPod(await life.update(id, update), now()));
      },
    },
    {
      name: "DELETE /pods/{id}",
      handle: async ({ id }) => {
        await life.act(id, "terminate");
        return { status: 204 };
      },
    },
    {
      name: "POST /pods/{id}/action",
      handle: async ({ id, body }) => {
        const { action } = parseBody(actionRequest, body);
        const record = await life.act(id, action);
        return action === "terminate" ? { status: 204 } : ok(showPod(record, now()));
      },
    },
    {
      name: "GET /pods/{id}/logs",
      handle: ({ id, query, lastEventId }) => streamLogs(life.find(id), query, lastEventId),
    },
  ];
}

export type MatchedRoute = { readonly route: Route; readonly id: string };

/** @throws Refusal 404 for an unknown path, 405 for a known path with another method. */
export function matchRoute(routes: readonly Route[], method: string, path: string): MatchedRoute {
  const matches = routes.flatMap((route) => {
    const [, template = ""] = route.name.split(" ");
    const base = template === "/graphql" ? template : `/v2${template}`;
    const found = new RegExp(`^${base.replace("{id}", "(?<id>[^/]+)")}$`).exec(path);
    return found === null ? [] : [{ route, id: found.groups?.["id"] ?? "" }];
  });
  const match = matches.find(({ route }) => route.name.startsWith(`${method} `));
  if (match !== undefined) return match;
  if (matches.length > 0)
    throw new Refusal(problem(405, "The requested method is not allowed for this path."));
  throw new Refusal(problem(404, "resource not found"));
}
