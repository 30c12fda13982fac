import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import { findFreePorts } from "../test/twins/ssh-pod/free-ports.ts";

const run = promisify(execFile);

/** nginx in the gate's place, with the key as a prefix of the path; undefined where it is not installed. */
export async function startNginx(
  home: string,
  serverSocket: string,
  key: string,
): Promise<(AsyncDisposable & { readonly url: string }) | undefined> {
  const isThere = await run("nginx", ["-v"]).then(
    () => true,
    () => false,
  );
  if (!isThere) return undefined;
  const [port = 0] = await findFreePorts(1);
  const file = path.join(home, "nginx.conf");
  await writeFile(file, configuration({ home, port, serverSocket, key }));
  const nginx = spawn("nginx", ["-e", "stderr", "-c", file], { stdio: "ignore" });
  const url = `http://127.0.0.1:${port}/${key}`;
  await untilItAnswers(url);
  return {
    url,
    async [Symbol.asyncDispose]() {
      const ended = once(nginx, "exit");
      nginx.kill();
      await ended;
    },
  };
}

/** Nothing is held back, as in the gate; one process, as the gate is one. */
function configuration(where: { home: string; port: number; serverSocket: string; key: string }): string {
  const { home, port, serverSocket, key } = where;
  return `daemon off; master_process off; pid ${home}/nginx.pid; error_log stderr crit;
events { worker_connections 256; }
http {
  access_log off;
  client_body_temp_path ${home}/nginx-body; proxy_temp_path ${home}/nginx-proxy;
  client_max_body_size 0;
  server {
    listen 127.0.0.1:${port};
    location /${key}/ {
      proxy_pass http://unix:${serverSocket}:/;
      proxy_http_version 1.1;
      proxy_buffering off;
      proxy_request_buffering off;
    }
  }
}
`;
}

async function untilItAnswers(url: string): Promise<void> {
  for (let looks = 0; looks < 100; looks += 1) {
    const answers = await fetch(`${url}/info/`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (answers) return;
    await wait(100);
  }
  throw new Error("nginx does not answer");
}
