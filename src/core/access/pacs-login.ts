import { isLoopback } from "../common/is-loopback.ts";
import { isDicomweb } from "../records/studies.ts";

/** Where the team's login at a PACS belongs. */
export type PacsPlace = {
  /** Scheme, host and port as `URL.origin` has them; without one it goes nowhere. */
  readonly origin: string | undefined;
  /** Whether the settings say that it may go there unencrypted. */
  readonly mayBeUnencrypted: boolean;
};

/** Whether the login goes along to studies, or why not; `none` where there is no login, or they take none. */
export type LoginUse = "sent" | "none" | "other-origin" | "no-origin" | "unencrypted";

/** Anybody in the channel may name studies, but only those who run the bot say who is told the login. */
export function loginUse(studies: string, place: PacsPlace | undefined): LoginUse {
  if (place === undefined || !isDicomweb(studies)) return "none";
  if (!URL.canParse(studies)) return "other-origin";
  const { origin, protocol, hostname } = new URL(studies);
  // Google's service takes the machine's own account. Source: MONAI Label 0.8.5, interfaces/app.py.
  if (isGoogle(hostname)) return "none";
  if (place.origin === undefined) return "no-origin";
  if (origin !== place.origin) return "other-origin";
  const isSafe = protocol === "https:" || isLoopback(hostname) || place.mayBeUnencrypted;
  return isSafe ? "sent" : "unencrypted";
}

function isGoogle(hostname: string): boolean {
  return hostname.endsWith(".googleapis.com");
}
