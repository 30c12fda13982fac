import { request } from "node:http";
import { text } from "node:stream/consumers";

export type Sent = { readonly status: number; readonly body: string };

/** Below fetch, which forbids a Host header and tidies paths. */
export function send(
  url: string,
  options: { path?: string; method?: string; headers?: Record<string, string>; body?: string },
): Promise<Sent> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const { path = "/", method = "GET", headers = {} } = options;
    const sending = request({ hostname, port, path, method, headers }, (response) => {
      text(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject);
    });
    sending.on("error", reject);
    sending.end(options.body);
  });
}
