import { expect, test } from "vitest";
import { npmEnvironment } from "../../bin/npm-environment.cjs";

test("npmEnvironment() keeps how the user reaches the registry, under any spelling", () => {
  const env = {
    npm_config_registry: "https://registry.example/",
    NPM_CONFIG_CAFILE: "/etc/ca.pem",
    "npm_config_https-proxy": "http://proxy.example:3128",
    npm_config_cache: "/cache",
    npm_config_userconfig: "/home/ada/.npmrc",
    "npm_config_@team:registry": "https://team.example/",
    "npm_config_//registry.example/:_authToken": "token",
    HTTPS_PROXY: "http://proxy.example:3128",
    NODE_EXTRA_CA_CERTS: "/etc/ca.pem",
    PATH: "/usr/bin",
  };

  expect(npmEnvironment(env)).toEqual(env);
});

test("npmEnvironment() drops what another npm says of itself and of what it was asked to do", () => {
  expect(
    npmEnvironment({
      npm_execpath: "/usr/share/nodejs/npm/bin/npm-cli.js",
      npm_node_execpath: "/usr/bin/node",
      npm_config_prefix: "/usr",
      npm_config_global_prefix: "/usr",
      npm_config_local_prefix: "/project",
      npm_config_user_agent: "npm/9.2.0 node/v18.20.4 linux x64",
      npm_config_omit: "optional",
      npm_config_package_lock: "false",
      NPM_CONFIG_GLOBAL: "true",
      npm_lifecycle_event: "start",
      npm_package_json: "/project/package.json",
      INIT_CWD: "/project",
      NODE: "/usr/bin/node",
    }),
  ).toEqual({});
});
