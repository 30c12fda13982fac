import { mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { createRunpodTwin, type RunpodTwin, type RunpodTwinOptions } from "../../twins/runpod/runpod-twin.ts";
import { createSshPodFactory, type SshPodFactory, type SshPodOptions } from "../../twins/ssh-pod/ssh-pods.ts";
import { cacheFolder, fillCache, seedPackages } from "./cache.ts";

/** A RunPod whose pods are machines of their own, with the packages of MONAI Label at hand. */
export type GpuCloud = AsyncDisposable & {
  readonly twin: RunpodTwin;
  readonly factory: SshPodFactory;
  /** What the bot's environment says of it. */
  readonly environment: Readonly<Record<string, string>>;
};

const apiKey = "rpa_the_key_of_the_account";

export async function openGpuCloud(options: CloudOptions = {}): Promise<GpuCloud> {
  await fillCache();
  return openCloud({ seedVolume: seedPackages, sessionEnv: registryVariables() }, options);
}

type CloudOptions = Pick<RunpodTwinOptions, "start" | "stock">;

/** A RunPod over such machines, whose volumes lie beside the cache, so that these can be filled by hard links. */
export async function openCloud(
  machines: Omit<SshPodOptions, "volumesDir">,
  options: CloudOptions = {},
): Promise<GpuCloud> {
  await using setup = new AsyncDisposableStack();
  const volumesDir = await mkdtemp(path.join(cacheFolder, "volumes-"));
  setup.defer(() => rm(volumesDir, { recursive: true, force: true }));
  const factory = setup.use(await createSshPodFactory({ ...machines, volumesDir }));
  const twin = setup.use(await createRunpodTwin({ ...options, apiKey, podFactory: factory }));
  const parts = setup.move();
  return {
    twin,
    factory,
    environment: {
      RUNPOD_API_KEY: apiKey,
      RUNPOD_API_URL: twin.apiUrl,
      RUNPOD_PROXY_URL: twin.proxyUrl,
      RUNPOD_GRAPHQL_URL: twin.graphqlUrl,
    },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

/** How this machine reaches its package registry, which an image would know as well. */
function registryVariables(): Readonly<Record<string, string>> {
  const names = /^(?:PIP|UV)_(?:.*INDEX.*|TRUSTED_HOST)$/;
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      names.test(name) && value !== undefined ? [[name, value]] : [],
    ),
  );
}
