import type { Fault } from "./faults.ts";

/**
 * `on` is a route as `GET /pods/{id}`; an action or a mutation may be added: `POST /pods/{id}/action start`, `POST /graphql podStop`.
 * The fault plays for the next `times` requests that match (default 1).
 */
export type Injection = { readonly on: string; readonly times?: number; readonly fault: Fault };

/** A fault that has not played yet; `left` is how often it will. */
export type WaitingFault = { readonly on: string; readonly left: number; readonly name: string };

export type Injections = {
  readonly add: (injection: Injection) => void;
  /** What is planted and not used up. */
  readonly waiting: () => readonly WaitingFault[];
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
    waiting: () =>
      waiting.filter(({ left }) => left > 0).map(({ on, left, fault }) => ({ on, left, name: fault.name })),
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
