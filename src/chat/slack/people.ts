import { describeError } from "../../core/errors.ts";
import type { Clock, Log } from "../../core/ports.ts";
import type { SlackApi } from "./api.ts";
import { userSchema } from "./schema.ts";

/** What has to be known of the people who give commands. */
export type People = {
  /** Whether somebody is no full member; also true when that can't be read. */
  isGuest(userId: string, signal: AbortSignal): Promise<boolean>;
};

type Known = { readonly isGuest: Promise<boolean>; readonly untilMs: number };

const rememberMs = 5 * 60_000;
const capacity = 1000;

export function createPeople(api: SlackApi, clock: Clock, log: Log): People {
  const known = new Map<string, Known>();

  async function isGuest(userId: string, signal: AbortSignal): Promise<boolean> {
    const entry = known.get(userId);
    const fresh = entry !== undefined && entry.untilMs > clock.now() ? entry : remember(userId, signal);
    try {
      return await fresh.isGuest;
    } catch (error) {
      if (known.get(userId) === fresh) known.delete(userId);
      log.warn("slack person not readable, taken for a guest", { userId, ...describeError(error) });
      return true;
    }
  }

  function remember(userId: string, signal: AbortSignal): Known {
    const entry = { isGuest: read(userId, signal), untilMs: clock.now() + rememberMs };
    known.delete(userId);
    known.set(userId, entry);
    const [oldest] = known.keys();
    if (known.size > capacity && oldest !== undefined) known.delete(oldest);
    return entry;
  }

  /** Source: https://docs.slack.dev/reference/objects/user-object */
  async function read(userId: string, signal: AbortSignal): Promise<boolean> {
    const { user } = userSchema.parse(await api.call("users.info", { user: userId }, signal));
    return user.is_restricted || user.is_ultra_restricted || user.is_stranger;
  }

  return { isGuest };
}
