import { ok } from "./answer.ts";
import { showVolume, type NetworkVolumes } from "./network-volumes.ts";
import { createVolumeRequest, parseBody, updateVolumeRequest } from "./requests.ts";
import type { Route } from "./route.ts";
import { listVolumeBilling } from "./volume-billing.ts";

/** Network volumes of REST v2. */
export function volumeRoutes(volumes: NetworkVolumes, now: () => number): readonly Route[] {
  return [
    {
      name: "GET /network-volumes",
      handle: () => ok({ networkVolumes: volumes.listed().map((volume) => showVolume(volume)) }),
    },
    {
      name: "POST /network-volumes",
      handle: ({ body }) => {
        const volume = volumes.create(parseBody(createVolumeRequest, body));
        return { status: 201, body: showVolume(volume) };
      },
    },
    { name: "GET /network-volumes/{id}", handle: ({ id }) => ok(showVolume(volumes.find(id))) },
    {
      name: "PATCH /network-volumes/{id}",
      handle: ({ id, body }) => ok(showVolume(volumes.update(id, parseBody(updateVolumeRequest, body)))),
    },
    {
      name: "DELETE /network-volumes/{id}",
      handle: ({ id }) => {
        volumes.remove(id);
        return { status: 204 };
      },
    },
    {
      name: "GET /billing/network-volumes",
      handle: ({ query }) => listVolumeBilling(volumes.all(), query, now()),
    },
  ];
}
