/** What is left of one of the account's windows, and when it begins anew. */
export type ToldWindow = { readonly name: string; readonly left: number; readonly resetMs: number };

/** More than that is no header of RunPod's. */
const maxLength = 2_000;

/** One member of a list of structured fields (RFC 9651): a name as a string or a token, and its parameters. */
const member =
  /(?:"(?<quoted>[^"\\]*)"|(?<token>[a-z*][\w.*:/-]*))(?<parameters>(?:[ \t]*;[ \t]*[a-z*][\w.*-]*(?:=(?:"[^"\\]*"|[^\s",;]+))?)*)/gi;
const parameter = /;[ \t]*(?<key>[a-z*][\w.*-]*)=(?<value>\d{1,9})(?![\w.])/gi;

type Member = { readonly name: string; readonly numbers: ReadonlyMap<string, number> };

/**
 * `RateLimit: "minute";r=59;t=12, "hour";r=2999;t=1812` as RunPod's contract has it; whatever can't be understood says nothing.
 * Source: https://api.runpod.io/v2/openapi.json, which follows draft-ietf-httpapi-ratelimit-headers.
 */
export function readRateLimit(text = ""): readonly ToldWindow[] {
  return readMembers(text).flatMap(({ name, numbers }) => {
    const left = numbers.get("r");
    const resetS = numbers.get("t");
    return left === undefined || resetS === undefined ? [] : [{ name, left, resetMs: resetS * 1000 }];
  });
}

/** `RateLimit-Policy: "minute";q=60;w=60`: how many requests each window has. */
export function readQuotas(text = ""): ReadonlyMap<string, number> {
  return new Map(
    readMembers(text).flatMap(({ name, numbers }) => {
      const quota = numbers.get("q");
      return quota === undefined ? [] : [[name, quota]];
    }),
  );
}

function readMembers(text: string): readonly Member[] {
  return Array.from(text.slice(0, maxLength).matchAll(member), ({ groups = {} }) => ({
    name: groups["quoted"] ?? groups["token"] ?? "",
    numbers: readNumbers(groups["parameters"] ?? ""),
  }));
}

function readNumbers(text: string): ReadonlyMap<string, number> {
  return new Map(
    Array.from(text.matchAll(parameter), ({ groups = {} }) => [
      (groups["key"] ?? "").toLowerCase(),
      Number(groups["value"]),
    ]),
  );
}

/** Seconds or a date, as RFC 9110 has it. */
export function readRetryAfter(text = "", nowMs: number): number | undefined {
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const untilMs = Date.parse(text);
  return Number.isNaN(untilMs) ? undefined : untilMs - nowMs;
}
