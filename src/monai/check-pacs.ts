import { z } from "zod";
import type { RunningPod } from "../core/ports/software.ts";
import { bootstrapFailures } from "../core/words/bootstrap.ts";
import { askPod } from "./ask-pod.ts";
import { podHome } from "./pod-home.ts";
import type { PacsLogin } from "./server-settings.ts";

const answerSchema = z.object({ code: z.enum(["ok", "unreachable", "refused", "not-dicomweb"]) });

/** Asks the PACS from the pod, where MONAI Label will. @throws UserFacingError when it can't be used from there */
export async function checkPacs(
  site: RunningPod,
  login: PacsLogin | undefined,
  signal: AbortSignal,
): Promise<void> {
  const { folder } = podHome(site.machine);
  const content = JSON.stringify({
    url: site.pod.request.studies,
    ...(login === undefined ? {} : { username: login.username, password: login.password.reveal() }),
  });
  // The login travels in a file of its owner alone, which the program deletes: everybody may read a command line.
  await site.shell.upload(site.machine, [{ path: `${folder}/pacs.json`, content, mode: 0o600 }], signal);
  const question = { program: "check_pacs.py", words: [], schema: answerSchema, timeoutMs: 30_000 } as const;
  const { code } = await askPod(site, question, signal);
  if (code === "unreachable") throw bootstrapFailures.pacsAway();
  if (code === "refused") throw bootstrapFailures.pacsRefuses();
  if (code === "not-dicomweb") throw bootstrapFailures.notDicomweb();
}
