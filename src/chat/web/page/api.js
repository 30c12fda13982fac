// @ts-check

import { sentences } from "./words.js";

/** @typedef {import("../../../core/records/invocation.ts").Reply} Reply */
/** @typedef {import("../../../commands/define.ts").CommandDefinition} CommandDefinition */
/** @typedef {import("../card-shelf.ts").ShelfCard} ShelfCard */

const tokenKey = "labelpod-token";

/** Takes the token out of the link into this tab, so that it stands in no address bar, history or bookmark. */
export function takeToken() {
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (token === null) return;
  sessionStorage.setItem(tokenKey, token);
  history.replaceState(null, "", location.pathname);
}

/**
 * @param {string} path
 * @param {RequestInit} [init]
 * @returns {Promise<Response>}
 * @throws {Error} with a sentence for people
 */
async function call(path, init = {}) {
  const token = sessionStorage.getItem(tokenKey);
  if (token === null) throw new Error(sentences.noToken);
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(path, { ...init, headers }).catch((cause) => {
    throw new Error(sentences.notReached, { cause });
  });
  if (response.ok) return response;
  /** @type {{ error: string }} */
  const { error } = await response.json();
  throw new Error(error);
}

/**
 * @param {string} line
 * @param {string} name
 * @returns {Promise<Reply>}
 */
export async function sendCommand(line, name) {
  const as = name.trim() === "" ? {} : { as: name.trim() };
  const response = await call("/api/commands", { method: "POST", body: JSON.stringify({ line, ...as }) });
  return (await response.json()).reply;
}

/** @returns {Promise<readonly CommandDefinition[]>} */
export async function readCommands() {
  return (await (await call("/api/commands")).json()).commands;
}

/**
 * Reads the cards until the connection ends.
 * @param {number} since
 * @param {{ card(change: ShelfCard): void, ready(): void }} on
 */
export async function followCards(since, on) {
  const response = await call(`/api/cards?since=${since}`);
  if (response.body === null) return;
  let rest = "";
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const events = (rest + value).split("\n\n");
    rest = events.pop() ?? "";
    for (const event of events) {
      if (event.startsWith("event: card\n")) on.card(JSON.parse(event.slice(event.indexOf("\ndata: ") + 7)));
      if (event.startsWith("event: ready\n")) on.ready();
    }
  }
}
