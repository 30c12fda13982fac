import { z } from "zod";
import { ok, type Answer } from "./answer.ts";

/** Money of the account; a test may change the balance at any time. */
export type Account = { balanceUsd: number };

const request = z.object({ query: z.string() });
const myself = /^\s*(?:query\b[^{]*)?\{\s*myself\s*\{([\w\s]*)\}\s*\}\s*$/;

/** `POST /graphql`, for what REST v2 lacks: the account. Failures are a 200 with `errors`, as in the live service. */
export function answerGraphql(body: unknown, account: Account, usdPerHour: number): Answer {
  const parsed = request.safeParse(body);
  if (!parsed.success) return { ...failure("request needs a query"), status: 400 };
  const fields = myself.exec(parsed.data.query)?.[1];
  if (fields === undefined) return failure("the twin knows the query myself alone");
  const known: Record<string, unknown> = {
    id: "user_twin",
    email: "twin@example.org",
    clientBalance: account.balanceUsd,
    currentSpendPerHr: usdPerHour,
    spendLimit: 80,
    underBalance: account.balanceUsd <= 0,
  };
  const names = fields.split(/\s+/).filter(Boolean);
  const unknown = names.find((name) => !(name in known));
  if (unknown !== undefined) return failure(`Cannot query field "${unknown}" on type "User".`);
  return ok({ data: { myself: Object.fromEntries(names.map((name) => [name, known[name]])) } });
}

function failure(message: string): Answer {
  return ok({ errors: [{ message }], data: null });
}
