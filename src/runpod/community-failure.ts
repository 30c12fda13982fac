import type { UserFacingError } from "../core/errors.ts";
import { runpodFailures } from "../core/words/runpod.ts";
import { retiredStatus } from "./graphql.ts";
import type { HttpReply } from "./http.ts";
import { toFailure } from "./refusals.ts";

/** What an answer of GraphQL that is no success means for whoever wants a machine of the community cloud. */
export function toCommunityFailure(reply: HttpReply): UserFacingError {
  return reply.status === retiredStatus ? runpodFailures.communityRetired() : toFailure(reply);
}
