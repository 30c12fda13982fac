import { z } from "zod";
import type { RunningPod, SoftwareStep, StepLook } from "../core/ports/software.ts";
import type { StepNote } from "../core/records/step.ts";
import { bootstrapFailures } from "../core/words/bootstrap.ts";
import { askPod } from "./ask-pod.ts";

const statusSchema = z.object({
  state: z.enum(["absent", "running", "interrupted", "failed", "done"]),
  step: z.enum(["uv", "python", "venv", "torch", "packages", "monailabel", "check"]).optional(),
  doneMb: z.int().min(0).optional(),
  totalMb: z.int().min(1).optional(),
  result: z.object({ code: z.string() }).optional(),
});

type Status = z.infer<typeof statusSchema>;

const begunSchema = z.object({ ok: z.boolean(), code: z.string() });

/**
 * MONAI Label with all its packages, installed in the background of the pod: it goes on while the bot is away.
 * Measured on two cores: 60 s with packages in the cache; with everything to download, what the network takes.
 */
export const environmentStep: SoftwareStep = {
  name: "environment",
  expectedMs: 150_000,
  timeoutMs: 40 * 60_000,
  async look(site, signal) {
    const question = { program: "install.py", words: ["--status"], schema: statusSchema } as const;
    return judge(await askPod(site, question, signal), site);
  },
  async begin(site, signal) {
    const question = {
      program: "install.py",
      words: ["--detach"],
      schema: begunSchema,
      timeoutMs: 60_000,
    } as const;
    const { ok, code } = await askPod(site, question, signal);
    if (!ok && code !== "busy") throw bootstrapFailures.environment(code);
  },
};

function judge(status: Status, { pod }: RunningPod): StepLook {
  if (status.state === "done") return { state: "done" };
  if (status.state === "running") return { state: "under-way", ...noteOf(status) };
  const isOfThisBringUp = pod.run.step.beganAtMs !== undefined;
  if (status.state === "failed" && isOfThisBringUp)
    throw bootstrapFailures.environment(status.result?.code ?? "failed");
  return { state: "todo" };
}

function noteOf({ step, doneMb, totalMb }: Status): { readonly note?: StepNote } {
  if (step === undefined) return {};
  const part = step === "venv" ? "uv" : step;
  if (doneMb === undefined || totalMb === undefined) return { note: { part } };
  return { note: { part, done: Math.min(doneMb, totalMb), total: totalMb } };
}
