import { z } from "zod";
import type { Pod } from "../core/records/pod.ts";
import type { RunningPod, SoftwareStep, StepLook } from "../core/ports/software.ts";
import { bootstrapFailures } from "../core/words/bootstrap.ts";
import type { AppSettings } from "./app-settings.ts";
import { askPod } from "./ask-pod.ts";
import { orAbsent } from "./or-absent.ts";
import { serverSettings, type PacsLogin, type ServerSettings } from "./server-settings.ts";

const statusSchema = z.object({
  state: z.enum(["absent", "starting", "running", "exited"]),
  settings: z.string().nullable(),
  seesGpu: z.boolean().nullable(),
  failure: z.string().optional(),
  reference: orAbsent(z.string().regex(/^[0-9a-f]{8}$/)),
  certificate: orAbsent(z.string().regex(/^[0-9a-f]{64}$/)),
});

const doneSchema = z.object({ ok: z.boolean(), code: z.string().optional() });

type Status = z.infer<typeof statusSchema>;
type Found = { readonly status: Status; readonly wished: ServerSettings };

export type ServerDeps = {
  readonly appSettings: AppSettings | undefined;
  readonly login: PacsLogin | undefined;
};

/**
 * MONAI Label itself with the gate in front of it, running in the background of the pod with the wished settings.
 * Measured on two cores: 26 to 57 s until it accepts connections, nearly all of it its own imports.
 */
export function serverStep(deps: ServerDeps): SoftwareStep {
  return {
    name: "server",
    expectedMs: 45_000,
    timeoutMs: 15 * 60_000,
    look: async (site, signal) => judge(await find(site, deps, signal), site),
    begin: (site, signal) => startWished(site, deps, signal),
  };
}

async function find(site: RunningPod, deps: ServerDeps, signal: AbortSignal): Promise<Found> {
  const question = { program: "server.py", words: ["status"], schema: statusSchema } as const;
  const status = await askPod(site, question, signal);
  return { status, wished: serverSettings(site, { ...deps, seesGpu: status.seesGpu ?? false }) };
}

function judge({ status, wished }: Found, { pod }: RunningPod): StepLook {
  if (status.settings !== wished.digest) return { state: "todo" };
  if (status.state === "running") return { state: "done", ...certificateOf(status, pod) };
  if (status.state === "starting") return { state: "under-way", note: { part: "starting" } };
  const isOfThisBringUp = pod.run.step.beganAtMs !== undefined;
  if (status.failure !== undefined && isOfThisBringUp)
    throw bootstrapFailures.server(status.failure, status.reference);
  return { state: "todo" };
}

/** One that was made for an earlier run lies there still when this one needs none. */
function certificateOf({ certificate }: Status, { request }: Pod): Pick<StepLook, "certificate"> {
  return request.access === "https" && certificate !== undefined ? { certificate } : {};
}

/** May be called twice: only a server with other settings is stopped, and a second one never starts. */
async function startWished(site: RunningPod, deps: ServerDeps, signal: AbortSignal): Promise<void> {
  const { status, wished } = await find(site, deps, signal);
  const isUp = status.state === "running" || status.state === "starting";
  if (isUp && status.settings === wished.digest) return;
  if (isUp) await stop(site, signal);
  await site.shell.upload(site.machine, wished.files, signal);
  const question = { program: "server.py", words: ["start"], schema: doneSchema } as const;
  const { ok, code = "unknown" } = await askPod(site, question, signal);
  if (!ok) throw bootstrapFailures.server(code);
}

async function stop(site: RunningPod, signal: AbortSignal): Promise<void> {
  const question = { program: "server.py", words: ["stop"], schema: doneSchema, timeoutMs: 55_000 } as const;
  const { ok } = await askPod(site, question, signal);
  if (!ok) throw bootstrapFailures.serverStays();
}
