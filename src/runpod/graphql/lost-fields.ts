import type { HttpReply } from "../transport/http.ts";
import { graphqlReplySchema } from "./schema.ts";
import { z } from "zod";

/** `Cannot query field "interruptible" on type "Pod".`, with 400 and GRAPHQL_VALIDATION_FAILED (third-party recordings of 2026). */
const lost = /\bCannot query field "(\w+)"/g;

/** The fields of a question that RunPod says it has no more: the whole question was refused for them, and nothing was done. */
export function lostFields({ body }: HttpReply): readonly string[] {
  const { errors = [] } = graphqlReplySchema(z.unknown()).safeParse(body).data ?? {};
  return errors.flatMap(({ message }) => Array.from(message.matchAll(lost), ([, field = ""]) => field));
}

/** The same question without fields that have no selection of their own. */
export function withoutFields(query: string, fields: readonly string[]): string {
  return fields.reduce(
    (rest, field) => rest.replaceAll(new RegExp(` \\b${field}\\b(?! *[{(:])`, "g"), ""),
    query,
  );
}
