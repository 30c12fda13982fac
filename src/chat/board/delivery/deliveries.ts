import type { CardPlace } from "./card-sender.ts";
import type { WakefulLoop } from "../wakeful-loop.ts";

/** What brings one card to its platform. */
export type Delivery = WakefulLoop & {
  /** Whether nothing is left that another one for the same card would have to know. */
  isOver(): boolean;
};

export type Deliveries = {
  /** Says that there is something to deliver; `isUrgent` ends any waiting. */
  wake(place: CardPlace, isUrgent: boolean): void;
  /** Returns when nothing is under way any more. */
  finish(): Promise<void>;
};

/** One delivery for each card that has something to deliver; those that are over are forgotten when the next card comes. */
export function createDeliveries(open: (place: CardPlace) => Delivery): Deliveries {
  const underWay = new Map<string, Delivery>();

  function forgetOver(): void {
    for (const [key, delivery] of underWay) if (delivery.isOver()) underWay.delete(key);
  }

  return {
    wake(place, isUrgent) {
      forgetOver();
      const key = `${place.teamId} ${place.id}`;
      const delivery = underWay.get(key) ?? open(place);
      underWay.set(key, delivery);
      delivery.wake(isUrgent);
    },
    async finish() {
      await Promise.all(underWay.values().map(async (delivery) => delivery.finish()));
    },
  };
}
