import { z } from "zod";
import { loginUse } from "../core/access/pacs-login.ts";
import type { UserFacingError } from "../core/common/errors.ts";
import type { RunningPod } from "../core/ports/software.ts";
import { bootstrapFailures } from "../core/words/bootstrap.ts";
import { pacsFailures } from "../core/words/pacs.ts";
import { askPod } from "./ask-pod.ts";
import { podHome } from "./pod-home.ts";
import type { PacsLogin } from "./server-settings.ts";

const answerSchema = z.object({ code: z.enum(["ok", "unreachable", "refused", "not-dicomweb"]) });

/** Asks the PACS from the pod, where MONAI Label will, with the login where it belongs there. @throws UserFacingError when it can't be used from there */
export async function checkPacs(
  site: RunningPod,
  login: PacsLogin | undefined,
  signal: AbortSignal,
): Promise<void> {
  const { folder } = podHome(site.machine);
  const { studies } = site.pod.request;
  const isSent = login !== undefined && loginUse(studies, login.place) === "sent";
  const content = JSON.stringify({
    url: studies,
    ...(isSent ? { username: login.username, password: login.password.reveal() } : {}),
  });
  // The login travels in a file of its owner alone, which the program deletes: everybody may read a command line.
  await site.shell.upload(site.machine, [{ path: `${folder}/pacs.json`, content, mode: 0o600 }], signal);
  const question = { program: "check_pacs.py", words: [], schema: answerSchema, timeoutMs: 30_000 } as const;
  const { code } = await askPod(site, question, signal);
  if (code === "unreachable") throw bootstrapFailures.pacsAway();
  if (code === "refused") throw refusal(studies, login);
  if (code === "not-dicomweb") throw bootstrapFailures.notDicomweb();
}

/** What has to be set depends on why the PACS was told no login, or which. */
function refusal(studies: string, login: PacsLogin | undefined): UserFacingError {
  const use = loginUse(studies, login?.place);
  if (use === "no-origin") return pacsFailures.noOrigin();
  if (use === "unencrypted") return pacsFailures.unencrypted();
  return use === "other-origin" ? pacsFailures.otherOrigin() : bootstrapFailures.pacsRefuses();
}
