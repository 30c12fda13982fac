import { execFile } from "node:child_process";
import path from "node:path";
import { z } from "zod";
import { podPython } from "./cache.ts";

const client = path.resolve(import.meta.dirname, "../../twins/slicer/slicer_client.py");

/** 3D Slicer on somebody's computer, as far as MONAI Label sees it. */
export type Slicer = {
  /** What was pasted into the field of the plug-in. */
  readonly url: string;
  /** Where its files lie. */
  readonly folder: string;
  readonly login?: { readonly user: string; readonly passwordFile: string };
  /** A certificate that its downloads trust beside those of the system's authorities. */
  readonly certificateFile?: string;
};

/** What somebody does in it: `paint` asks nothing of the server, `watch` is what it does by itself during a training. */
export type SlicerAct =
  | "info"
  | "next-sample"
  | "download"
  | "infer"
  | "paint"
  | "submit"
  | "upload"
  | "train"
  | "watch"
  | "stop";

export type SlicerChoices = {
  readonly strategy?: string;
  readonly model?: string;
  /** The image, instead of that of `next-sample`. */
  readonly image?: string;
  /** Its label, instead of that of `paint`. */
  readonly label?: string;
  /** Of a training. */
  readonly parameters?: Readonly<Record<string, string | number | boolean>>;
  readonly rounds?: number;
  readonly intervalMs?: number;
};

const answerSchema = z.object({
  act: z.string(),
  ok: z.boolean(),
  /** Of a refusal; null where there was no answer. */
  status: z.number().nullish(),
  image: z.string().nullish(),
  file: z.string().nullish(),
  models: z.array(z.string()).optional(),
  training: z.string().nullish(),
  rounds: z.number().optional(),
});

export type SlicerAnswer = z.infer<typeof answerSchema>;

/** Does one act after the other in one sitting; the first that is refused is the last. @throws when it broke itself */
export function actInSlicer(
  slicer: Slicer,
  acts: readonly SlicerAct[],
  choices: SlicerChoices = {},
): Promise<readonly SlicerAnswer[]> {
  const { promise, resolve, reject } = Promise.withResolvers<readonly SlicerAnswer[]>();
  const words = [client, ...optionsOf(slicer, choices), ...acts];
  const trusted = slicer.certificateFile === undefined ? {} : { SSL_CERT_FILE: slicer.certificateFile };
  const env = { ...process.env, no_proxy: "*", ...trusted };
  execFile(podPython, words, { env }, (error, stdout, stderr) => {
    const answers = stdout
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => answerSchema.parse(JSON.parse(line)));
    const isTold = error === null || answers.at(-1)?.ok === false;
    if (isTold) resolve(answers);
    else reject(new Error(`the Slicer client broke:\n${stderr}`));
  });
  return promise;
}

function optionsOf({ url, folder, login }: Slicer, choices: SlicerChoices): string[] {
  const { parameters, intervalMs, ...words } = choices;
  const options = {
    url,
    folder,
    ...(login && { user: login.user, "password-file": login.passwordFile }),
    ...words,
    ...(parameters && { parameters: JSON.stringify(parameters) }),
    ...(intervalMs !== undefined && { "interval-s": intervalMs / 1000 }),
  };
  return Object.entries(options).map(([name, value]) => `--${name}=${value}`);
}
