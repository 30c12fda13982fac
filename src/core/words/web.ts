/** Answers of the web page's server to requests that it does not take. */
export const webRefusals = {
  host: "This page is served to this machine only: open the link that labelpod printed at its start.",
  origin: "Another web page asked, so nothing was done: use labelpod's own page.",
  token: "The token is missing or wrong: open the link that labelpod printed at its start.",
  unknownPath: "There is nothing at this address: open the link that labelpod printed at its start.",
  method: "This address does not take requests of that kind: reload the page.",
  tooLarge: "A request may have 16 KiB at most: shorten the command.",
  body: 'The body has to be JSON such as {"line": "/pod status", "as": "Ada"}: line up to 2000 characters, as up to 40 without control characters.',
  ourFault: "The command could not be taken because of a fault in labelpod: see its log, then try again.",
} as const;
