import type { z } from "zod";
import { runpodFailures } from "../../core/words/runpod.ts";
import type { RunpodClient } from "./client.ts";
import { defined } from "../../core/common/defined.ts";

type Page = {
  readonly pagination?:
    | { readonly nextCursor?: unknown; readonly hasNextPage?: boolean | undefined }
    | undefined;
};

type Reading<T> = {
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Of one page. */
  readonly schema: z.ZodType<T>;
};

/** Far more than an account holds; a list that goes on after that goes in circles. */
const maxPages = 100;

/** A whole list, page by page where there are pages. @throws UserFacingError */
export async function readPages<T extends Page>(
  client: RunpodClient,
  { path, query, schema }: Reading<T>,
  signal: AbortSignal,
): Promise<readonly T[]> {
  const pages: T[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < maxPages; page += 1) {
    const request = {
      method: "GET",
      path,
      query: { ...query, ...defined({ cursor }) },
      isRepeatable: true,
    } as const;
    const read = await client.read(request, schema, signal);
    pages.push(read);
    cursor = nextCursorOf(read);
    if (cursor === undefined) return pages;
  }
  throw runpodFailures.unreadable();
}

/** Undefined after the last page. @throws UserFacingError where more is to come and can't be asked for: a part is no list */
function nextCursorOf({ pagination = {} }: Page): string | undefined {
  const { nextCursor, hasNextPage } = pagination;
  if (hasNextPage === false) return undefined;
  if (typeof nextCursor === "string" && nextCursor !== "") return nextCursor;
  const isLast = hasNextPage === undefined && (nextCursor ?? "") === "";
  if (!isLast) throw runpodFailures.unreadable();
  return undefined;
}
