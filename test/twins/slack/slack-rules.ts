import type { SeenRequest } from "./api-request.ts";
import { asRecord } from "./api-request.ts";
import { checkMessage } from "./block-rules.ts";

/** What local-slack does not do itself: it takes any token, knows no scopes, no guests and no admins, and forgets metadata. */
export type SlackRules = {
  readonly violations: readonly string[];
  readonly requests: readonly SeenRequest[];
  /** An answer in place of local-slack's. */
  refuse(request: SeenRequest): Record<string, unknown> | undefined;
  /** Local-slack's answer with what it lacks. */
  complete(request: SeenRequest, answer: Record<string, unknown>): Record<string, unknown>;
  readonly scopes: Set<string>;
};

export type RuleOptions = {
  readonly botToken: string;
  readonly appToken: string;
  readonly guests: ReadonlySet<string>;
  readonly admins: ReadonlySet<string>;
  readonly outsideChannels: ReadonlySet<string>;
};

/** Source: the page of each method below https://docs.slack.dev/reference/methods */
const neededScopes: Readonly<Record<string, string>> = {
  "chat.postMessage": "chat:write",
  "chat.postEphemeral": "chat:write",
  "chat.update": "chat:write",
  "users.info": "users:read",
  "conversations.history": "channels:history",
};

const messageMethods = new Set(["chat.postMessage", "chat.postEphemeral", "chat.update", "response_url"]);

export function createSlackRules(options: RuleOptions): SlackRules {
  const violations: string[] = [];
  const requests: SeenRequest[] = [];
  const metadata = new Map<string, unknown>();
  const scopes = new Set(["chat:write", "commands", "users:read", "channels:history", "groups:history"]);

  function refuse(request: SeenRequest): Record<string, unknown> | undefined {
    requests.push(request);
    const { method, args, token } = request;
    if (messageMethods.has(method)) {
      violations.push(...checkMessage(args).map(({ rule, source }) => `${method}: ${rule} (${source})`));
    }
    if (method === "response_url") return undefined;
    const wanted = method === "apps.connections.open" ? options.appToken : options.botToken;
    if (token !== wanted) return { ok: false, error: "invalid_auth" };
    const needed = neededScopes[method];
    if (needed !== undefined && !scopes.has(needed)) {
      return { ok: false, error: "missing_scope", needed, provided: [...scopes].join(",") };
    }
    const isOutside = typeof args["channel"] === "string" && options.outsideChannels.has(args["channel"]);
    return isOutside ? { ok: false, error: "not_in_channel" } : undefined;
  }

  function complete({ method, args }: SeenRequest, answer: Record<string, unknown>): Record<string, unknown> {
    if (method === "chat.postMessage" && typeof answer["ts"] === "string") {
      metadata.set(answer["ts"], args["metadata"]);
    }
    if (method === "users.info") {
      const user = String(args["user"]);
      const standing = { is_restricted: options.guests.has(user), is_admin: options.admins.has(user) };
      return { ...answer, user: { ...asRecord(answer["user"]), ...standing } };
    }
    if (method === "conversations.history" && Array.isArray(answer["messages"])) {
      const messages = answer["messages"].map((message) => {
        const { ts } = asRecord(message);
        return { ...asRecord(message), metadata: typeof ts === "string" ? metadata.get(ts) : undefined };
      });
      return { ...answer, messages };
    }
    return answer;
  }

  return { violations, requests, refuse, complete, scopes };
}
