import type { Config } from "../config/read-config.ts";
import { loginUse } from "../core/access/pacs-login.ts";
import { pacsFailures } from "../core/words/pacs.ts";

type Options = {
  readonly config: Pick<Config, "dicomweb" | "settings">;
  report(line: string): void;
};

/** Says at the start that the login goes to no PACS as it is set; with a pod up that is no reason to look after it no longer. */
export function reportPacs({ config: { dicomweb, settings }, report }: Options): void {
  if (dicomweb === undefined) return;
  if (dicomweb.place.origin === undefined) report(pacsFailures.noOrigin().userMessage);
  else if (loginUse(settings.studies, dicomweb.place) === "unencrypted")
    report(pacsFailures.unencrypted().userMessage);
}
