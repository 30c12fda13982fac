import { UserFacingError } from "../common/errors.ts";

/** What becomes of the login at a PACS. */
export const pacsWords = {
  loginStays: () =>
    "The login at the PACS is not sent to these studies, since it is for another address (DICOMWEB_ORIGIN).",
} as const;

export const pacsFailures = {
  noOrigin: () =>
    new UserFacingError(
      "pacs-no-origin",
      "labelpod has a login for a PACS, but is not told for which one: set DICOMWEB_ORIGIN to its address, such as https://pacs.example.org, restart labelpod, then use the command again.",
    ),
  unencrypted: () =>
    new UserFacingError(
      "pacs-unencrypted",
      "The login would go to the PACS unencrypted: give studies with https, or, where the way there is safe, set DICOMWEB_ORIGIN to the PACS's http address; restart labelpod, then use the command again.",
    ),
  otherOrigin: () =>
    new UserFacingError(
      "pacs-other-origin",
      "This PACS asks for a login, and labelpod's is for another address: use /pod up with studies of that one, or set DICOMWEB_ORIGIN, restart labelpod, then use /pod up again.",
    ),
} as const;
