import { describeError } from "../../core/common/errors.ts";
import type { Invocation } from "../../core/records/invocation.ts";
import type { Clock } from "../../core/common/clock.ts";
import type { Log } from "../../core/common/log.ts";
import type { SlackApi } from "./api.ts";
import { userSchema } from "./schema.ts";

/** What somebody is in the workspace: a guest is no full member. */
export type Standing = Pick<Invocation, "isGuest" | "isAdmin">;

/** What has to be known of the people who give commands. */
export type People = {
  /** Somebody's standing; that of a stranger when it can't be read. */
  look(userId: string, signal: AbortSignal): Promise<Standing>;
};

/** Somebody of whom nothing is known. */
export const stranger: Standing = { isGuest: true, isAdmin: false };

type Known = { readonly standing: Promise<Standing>; readonly untilMs: number };

const rememberMs = 5 * 60_000;
const capacity = 1000;

export function createPeople(api: SlackApi, clock: Clock, log: Log): People {
  const known = new Map<string, Known>();

  async function look(userId: string, signal: AbortSignal): Promise<Standing> {
    const entry = known.get(userId);
    const fresh = entry !== undefined && entry.untilMs > clock.now() ? entry : remember(userId, signal);
    try {
      return await fresh.standing;
    } catch (error) {
      if (known.get(userId) === fresh) known.delete(userId);
      log.warn("slack person not readable, taken for a guest", { userId, ...describeError(error) });
      return stranger;
    }
  }

  function remember(userId: string, signal: AbortSignal): Known {
    const entry = { standing: read(userId, signal), untilMs: clock.now() + rememberMs };
    known.delete(userId);
    known.set(userId, entry);
    const [oldest] = known.keys();
    if (known.size > capacity && oldest !== undefined) known.delete(oldest);
    return entry;
  }

  /** Source: https://docs.slack.dev/reference/objects/user-object */
  async function read(userId: string, signal: AbortSignal): Promise<Standing> {
    const { user } = userSchema.parse(await api.call("users.info", { user: userId }, signal));
    const isGuest = user.is_restricted || user.is_ultra_restricted || user.is_stranger;
    // A stranger's rights are those in another workspace.
    return { isGuest, isAdmin: !isGuest && (user.is_admin || user.is_owner || user.is_primary_owner) };
  }

  return { look };
}
