import { spawnSync } from "node:child_process";
import path from "node:path";
import { expect, test } from "vitest";

const folder = path.resolve(import.meta.dirname, "../../.ci");

/** What bash prints for a call of a function of `.ci/lib/carry-over.sh`, by lines. */
function call(line: string, env: Readonly<Record<string, string>>, input = ""): readonly string[] {
  const script = `source "${folder}/lib/carry-over.sh"; ${line}`;
  const options = { env: { PATH: process.env["PATH"], ...env }, input, encoding: "utf8" } as const;
  return spawnSync("bash", ["-c", script], options).stdout.trim().split("\n").toSorted();
}

test("another root gets the variables that say how registries are reached, and no other", () => {
  const reached = {
    HTTPS_PROXY: "http://proxy.example.org:3128",
    no_proxy: "localhost",
    SSL_CERT_FILE: "/certificates/all.pem",
    NODE_EXTRA_CA_CERTS: "/certificates/all.pem",
    PIP_INDEX_URL: "https://packages.example.org/simple",
    UV_DEFAULT_INDEX: "https://packages.example.org/simple",
    npm_config_registry: "https://packages.example.org/npm/",
    npm_config_strict_ssl: "true",
  };
  const kept = {
    RUNPOD_API_KEY: "a-key",
    SLACK_BOT_TOKEN: "a-token",
    PIP_TARGET: "/somewhere",
    UV_CACHE_DIR: "/somewhere",
    npm_config_cache: "/somewhere",
    npm_config_user_agent: "npm",
    HTTP_PROXY: "",
  };

  const carried = call("carried_variables", { ...reached, ...kept });

  expect(carried).toEqual(
    Object.entries(reached)
      .map(([name, value]) => `${name}=${value}`)
      .toSorted(),
  );
});

test("of an npmrc only what says how the registry is reached is carried", () => {
  const reached = [
    "//packages.example.org/:_authToken=secret",
    "@team:registry=https://packages.example.org/npm/",
    "cafile = /certificates/all.pem",
    "registry=https://packages.example.org/npm/",
    "strict-ssl=true",
  ];
  const npmrc = [...reached, "prefix=/somewhere", "cache=/somewhere", "# registry=none", "save-exact=true"];

  expect(call("registry_lines", {}, `${npmrc.join("\n")}\n`)).toEqual(reached);
});

test.each([["--nonsense"], ["--only", "nonsense"], ["--only"], ["--npm"], ["jessie"]])(
  "fresh-machines says how it is called when it does not know its option %s %s",
  (...options) => {
    const { status, stderr } = spawnSync(path.join(folder, "fresh-machines"), options, { encoding: "utf8" });

    expect({ status, stderr }).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("--empty-caches"),
    });
  },
);
