import { loginUse } from "../../core/access/pacs-login.ts";
import type { PodRequest } from "../../core/records/pod-request.ts";
import { pacsFailures, pacsWords } from "../../core/words/pacs.ts";
import type { CommandContext } from "../context.ts";

/** @throws UserFacingError where the login would be needed and the settings let it go nowhere: that would end the start later */
export function checkPacsLogin({ studies }: Pick<PodRequest, "studies">, { pacs }: CommandContext): void {
  const use = loginUse(studies, pacs);
  if (use === "no-origin") throw pacsFailures.noOrigin();
  if (use === "unencrypted") throw pacsFailures.unencrypted();
}

/** The answer, and that the login stays here where it does. */
export function withLoginNote(
  text: string,
  { studies }: Pick<PodRequest, "studies">,
  { pacs }: CommandContext,
): string {
  return loginUse(studies, pacs) === "other-origin" ? `${text} ${pacsWords.loginStays()}` : text;
}
