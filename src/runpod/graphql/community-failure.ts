import type { UserFacingError } from "../../core/common/errors.ts";
import { runpodFailures } from "../../core/words/runpod.ts";
import { isCertain, saysForbidden } from "./refusals.ts";
import type { GraphqlError } from "./schema.ts";
import { retiredStatus } from "./retirement.ts";
import type { HttpReply } from "../transport/http.ts";
import { isFromEdge, toFailure } from "../transport/refusals.ts";

/** What an answer of GraphQL that is no success means for whoever wants a machine of the community cloud. */
export function toCommunityFailure(reply: HttpReply): UserFacingError {
  if (reply.status === retiredStatus) return runpodFailures.communityRetired();
  return reply.status === 403 && !isFromEdge(reply) ? runpodFailures.communityForbidden() : toFailure(reply);
}

/** What errors mean that came before anything was done; undefined where that is not certain. */
export function refusalOf(errors: readonly GraphqlError[]): UserFacingError | undefined {
  if (errors.some(saysForbidden)) return runpodFailures.communityForbidden();
  return errors.length > 0 && errors.every(isCertain) ? runpodFailures.refused() : undefined;
}
