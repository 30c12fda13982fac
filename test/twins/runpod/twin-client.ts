import axios, { type AxiosResponse } from "axios";
import { createFakePodFactory } from "./fake-pods.ts";
import { createRunpodTwin, type RunpodTwin, type RunpodTwinOptions } from "./runpod-twin.ts";

/** An answer as a test looks at it. */
export type Seen = AxiosResponse<Record<string, unknown>>;
export type Ask = (
  route: string,
  body?: unknown,
  headers?: Readonly<Record<string, string | null>>,
) => Promise<Seen>;

export const API_KEY = "the key of the account";

/** A create that the twin's default stock can place. */
export const WISH = {
  name: "labelpod-test-1",
  image: "runpod/pytorch",
  gpu: { id: "NVIDIA GeForce RTX 4090", count: 1 },
  mounts: { persistent: { size: 50, path: "/workspace" } },
  ports: ["8000/tcp", "22/tcp"],
};

/** A twin on fake pods, and a way to ask it that takes any status as an answer. */
export async function startTwin(
  options: Partial<RunpodTwinOptions> = {},
): Promise<AsyncDisposable & { readonly twin: RunpodTwin; readonly ask: Ask }> {
  const twin = await createRunpodTwin({ apiKey: API_KEY, podFactory: createFakePodFactory(), ...options });
  return { twin, ask: createAsk(twin.apiUrl), [Symbol.asyncDispose]: () => twin[Symbol.asyncDispose]() };
}

/** `route` is method and path, as `GET /pods`. */
export function createAsk(apiUrl: string): Ask {
  return (route, body, headers = {}) => {
    const [method = "", path = ""] = route.split(" ");
    return axios.request<Record<string, unknown>>({
      method,
      url: `${apiUrl}${path}`,
      data: body,
      headers: { authorization: `Bearer ${API_KEY}`, "user-agent": "labelpod-test", ...headers },
      validateStatus: () => true,
      proxy: false,
    });
  };
}

/** Makes a pod and waits until it runs. */
export async function runningPod(
  { twin, ask }: { twin: RunpodTwin; ask: Ask },
  wish: unknown = WISH,
): Promise<string> {
  const { data } = await ask("POST /pods", wish);
  const id = String(data["id"]);
  await twin.advance(id);
  return id;
}
