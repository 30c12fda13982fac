import { parseArgs } from "node:util";
import { createPythonDownloads } from "./python-downloads.ts";

// `node test/twins/python/serve.ts [--port N]`: a place where uv finds a Python 3.11, on this machine until SIGTERM or Ctrl-C.
// Its first line of output is the variable to set for uv.

const { values } = parseArgs({ options: { port: { type: "string", default: "0" } } });
const { promise: ended, resolve } = Promise.withResolvers<void>();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => resolve());

await using downloads = await createPythonDownloads({ port: Number(values.port) });
process.stdout.write(`UV_PYTHON_DOWNLOADS_JSON_URL=${downloads.url}\n`);
await ended;
