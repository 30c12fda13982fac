import { RESTJSONErrorCodes, SnowflakeUtil } from "discord.js";
import type { Refusal, SeenRequest } from "./gate.ts";

export type OldEditLimit = {
  /** So many edits of messages over an hour old are taken in any such time of one channel. */
  readonly count: number;
  readonly perMs: number;
  /** In seconds; Discord may leave it out. */
  readonly retryAfter?: number;
  /** How much later it is at Discord than here, so that a message of now is old. */
  readonly aheadMs?: number;
};

const oldFromMs = 3_600_000;
const editPath = /^\/channels\/(\d+)\/messages\/(\d+)$/;

/** Refuses edits of old messages as Discord does (discord-api-docs#4413); posts and edits of fresh ones are taken. */
export function createOldEditLimit(limit: OldEditLimit): (request: SeenRequest) => Refusal | undefined {
  const takenAtMs = new Map<string, readonly number[]>();

  return ({ method, path, atMs }) => {
    const [, channelId = "", messageId] = editPath.exec(path) ?? [];
    if (method !== "PATCH" || messageId === undefined) return undefined;
    const ageMs = Date.now() + (limit.aheadMs ?? 0) - SnowflakeUtil.timestampFrom(messageId);
    if (ageMs < oldFromMs) return undefined;
    const recent = (takenAtMs.get(channelId) ?? []).filter((each) => each > atMs - limit.perMs);
    const isTaken = recent.length < limit.count;
    takenAtMs.set(channelId, isTaken ? [...recent, atMs] : recent);
    if (isTaken) return undefined;
    const { retryAfter } = limit;
    return {
      status: 429,
      code: RESTJSONErrorCodes.MaximumNumberOfEditsToMessagesOlderThanOneHourReached,
      ...(retryAfter === undefined ? {} : { retryAfter }),
    };
  };
}
