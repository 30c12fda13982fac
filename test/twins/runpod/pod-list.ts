import { problem, Refusal } from "./answer.ts";
import type { PodRecord } from "./pod-record.ts";

export type PodPage = {
  readonly records: readonly PodRecord[];
  readonly pagination: { readonly nextCursor: string | null; readonly hasNextPage: boolean };
};

/** How many pods a page holds when the request names no limit. */
export const DEFAULT_PAGE_SIZE = 1000;

/** One page of `GET /pods`; the cursor is the id of the last pod of the page before. @throws Refusal 422 */
export function pageOf(records: readonly PodRecord[], query: URLSearchParams, pageSize: number): PodPage {
  const limit = Number(query.get("limit") ?? pageSize);
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000) refuse("limit must be 1 to 1000");
  const cursor = query.get("cursor");
  const after = cursor === null ? -1 : records.findIndex(({ id }) => id === cursor);
  if (cursor !== null && after === -1) refuse("cursor is not one of this list");
  const page = records.slice(after + 1, after + 1 + limit);
  const hasNextPage = after + 1 + limit < records.length;
  return {
    records: page,
    pagination: { nextCursor: hasNextPage ? (page.at(-1)?.id ?? null) : null, hasNextPage },
  };
}

function refuse(detail: string): never {
  throw new Refusal(problem(422, "Request validation failed.", [detail]));
}
