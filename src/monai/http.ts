import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { AxiosError, create, type AxiosInstance } from "axios";
import { createBoundedMap } from "../core/common/bounded-map.ts";
import type { Clock } from "../core/common/clock.ts";
import { isLoopback } from "../core/common/is-loopback.ts";
import type { ServerAddress } from "../core/records/server-address.ts";
import { labelServerFailures } from "../core/words/label-server.ts";
import { createPinnedAgent } from "./pinned-agent.ts";

export type Ask = {
  readonly method: "GET" | "POST" | "DELETE";
  /** With its trailing slash where the server wants one: without, it answers with a redirect. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly timeoutMs: number;
};

/** Status and parsed body; the body may hold anything and is for a schema alone. */
export type Answer = { readonly status: number; readonly body: unknown };

export type MonaiHttp = AsyncDisposable & {
  /** @throws UnreachableError, or the signal's reason when it aborts */
  ask(server: ServerAddress, what: Ask, signal: AbortSignal): Promise<Answer>;
};

/** Twenty log lines of each of a thousand trainings. */
const maxAnswerBytes = 16 * 1024 * 1024;

/** HTTP to MONAI Label: any status is an answer, and no error of the library gets out, because it carries the body. */
export function createMonaiHttp(clock: Clock): MonaiHttp {
  const agents = createAgents();
  const client = create({
    httpAgent: agents.http,
    maxContentLength: maxAnswerBytes,
    maxRedirects: 0,
    validateStatus: () => true,
  });
  return {
    async ask(server, what, signal) {
      const deadline = clock.deadline(what.timeoutMs, signal);
      const httpsAgent = agents.https(server.certificate);
      try {
        return await send(client, { server, httpsAgent, what, signal: deadline });
      } catch (error) {
        signal.throwIfAborted();
        if (deadline.aborted) throw labelServerFailures.busy();
        throw isTooLong(error) ? labelServerFailures.confused() : labelServerFailures.away();
      }
    },
    async [Symbol.asyncDispose]() {
      agents.close();
    },
  };
}

/** Each start of a pod has a certificate of its own. */
const mostAgents = 200;

type Agents = {
  readonly http: HttpAgent;
  /** One agent per certificate, so that no connection made for one is used for another. */
  https(certificate: string | undefined): HttpsAgent;
  close(): void;
};

function createAgents(): Agents {
  const http = new HttpAgent({ keepAlive: true });
  const vouchedFor = new HttpsAgent({ keepAlive: true });
  const pinned = createBoundedMap<string, HttpsAgent>(mostAgents, (agent) => agent.destroy());
  return {
    http,
    https(certificate) {
      if (certificate === undefined) return vouchedFor;
      const agent = pinned.get(certificate) ?? createPinnedAgent(certificate);
      pinned.set(certificate, agent);
      return agent;
    },
    close() {
      for (const agent of [http, vouchedFor, ...pinned.values()]) agent.destroy();
    },
  };
}

type Call = {
  readonly server: ServerAddress;
  readonly httpsAgent: HttpsAgent;
  readonly what: Ask;
  readonly signal: AbortSignal;
};

async function send(client: AxiosInstance, { server, httpsAgent, what, signal }: Call): Promise<Answer> {
  const { url, certificate } = server;
  const answer = await client.request<unknown>({
    url: url.replace(/\/+$/, "") + what.path,
    method: what.method,
    params: what.query,
    data: what.body,
    signal,
    httpsAgent,
    // A proxy from the environment leads elsewhere, where this machine's own address means another machine. Through one axios
    // takes an agent of its own, which knows nothing of the certificate.
    ...(isLoopback(new URL(url).hostname) || certificate !== undefined ? { proxy: false } : {}),
  });
  return { status: answer.status, body: answer.data };
}

function isTooLong(error: unknown): boolean {
  return error instanceof AxiosError && error.code === AxiosError.ERR_BAD_RESPONSE;
}
