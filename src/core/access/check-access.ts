import type { Invocation } from "../records/invocation.ts";
import { failures } from "../words/errors.ts";

/** Who may give commands where. @throws UserFacingError for direct messages, other channels, other teams and guests */
export function checkAccess(invocation: Invocation): void {
  if (invocation.place === "foreign-team") throw failures.foreignTeam();
  if (invocation.place === "direct-message") throw failures.directMessage();
  if (invocation.place === "other-channel") throw failures.wrongPlace();
  if (invocation.isGuest) throw failures.guest();
}
