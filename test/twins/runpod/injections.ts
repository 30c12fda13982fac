import type { Fault } from "./faults.ts";

/**
 * `on` is a route as `GET /pods/{id}`; an action or a mutation may be added: `POST /pods/{id}/action start`, `POST /graphql podStop`.
 * The fault plays for the next `times` requests that match (default 1).
 */
export type Injection = { readonly on: string; readonly times?: number; readonly fault: Fault };

export type Injections = {
  readonly add: (injection: Injection) => void;
  /** The fault for this request, used up by the asking. */
  take(route: string, action: string | undefined): Fault | undefined;
};

export function createInjections(routeNames: readonly string[]): Injections {
  const waiting: { on: string; left: number; fault: Fault }[] = [];
  return {
    add({ on, times = 1, fault }) {
      const route = on.split(" ").slice(0, 2).join(" ");
      if (!routeNames.includes(route)) throw new Error(`The RunPod twin has no route ${route}.`);
      waiting.push({ on, left: times, fault });
    },
    take(route, action) {
      const found = waiting.find(
        ({ on, left }) => left > 0 && (on === route || on === `${route} ${action ?? ""}`),
      );
      if (found === undefined) return undefined;
      found.left -= 1;
      return found.fault;
    },
  };
}
