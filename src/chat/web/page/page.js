// @ts-check

import { followCards, readCommands, sendCommand, takeToken } from "./api.js";
import { refreshMoments, renderCard } from "./cards.js";
import { attachCompletion } from "./completion.js";
import { find, make } from "./elements.js";
import { connectionWords, toneWords } from "./words.js";

/** @typedef {import("../card-shelf.ts").ShelfCard} ShelfCard */

const line = find("line", HTMLInputElement);
const who = find("who", HTMLInputElement);
const cards = find("cards", HTMLElement);
const reply = find("reply", HTMLElement);
const news = find("news", HTMLElement);
const connection = find("connection", HTMLElement);
const retryMs = 2000;

/** @type {readonly import("../../../commands/define.ts").CommandDefinition[]} */
let commands = [];
let lastVersion = 0;
let isReady = false;
/** @type {Map<string, string>} what was said last about each card */
const said = new Map();

/** @param {keyof typeof connectionWords} state */
function showConnection(state) {
  connection.dataset["state"] = state;
  connection.textContent = connectionWords[state];
}

/** @param {ShelfCard} change */
function showChange({ card, shownAtMs, version }) {
  lastVersion = Math.max(lastVersion, version);
  const fresh = renderCard(card, shownAtMs);
  const old = [...cards.children].find(
    (other) => other instanceof HTMLElement && other.dataset["key"] === card.key,
  );
  if (old === undefined) cards.prepend(fresh);
  else replaceKeepingFocus(old, fresh);
  announce(card.key, `${card.title}: ${toneWords[card.tone]}`);
}

/**
 * An edit must not take the focus from a button that is still there.
 * @param {Element} old
 * @param {HTMLElement} fresh
 */
function replaceKeepingFocus(old, fresh) {
  const focused = document.activeElement;
  const command =
    focused instanceof HTMLElement && old.contains(focused) ? focused.dataset["command"] : undefined;
  old.replaceWith(fresh);
  const buttons = [...fresh.querySelectorAll("button")];
  if (command !== undefined) buttons.find((button) => button.dataset["command"] === command)?.focus();
}

/**
 * Tells a screen reader of new cards and turns, not of every second that passes in them.
 * @param {string} key
 * @param {string} text
 */
function announce(key, text) {
  if (isReady && said.get(key) !== text) news.textContent = text;
  said.set(key, text);
}

function showReady() {
  isReady = true;
  showConnection("live");
  find("empty", HTMLElement).hidden = cards.childElementCount > 0;
}

/** @param {...Node} content */
function showReply(...content) {
  const close = make("button", { class: "close", type: "button", "aria-label": "Close the answer" }, "×");
  close.addEventListener("click", () => {
    reply.hidden = true;
    line.focus();
  });
  reply.hidden = false;
  reply.replaceChildren(...content, close);
  reply.scrollIntoView({ block: "nearest" });
}

/** @param {unknown} error */
function showError(error) {
  showReply(make("p", { class: "error" }, error instanceof Error ? error.message : String(error)));
}

/**
 * @param {string} commandLine
 * @returns {Promise<boolean>} whether it was taken
 */
async function give(commandLine) {
  try {
    const { card, acknowledgement } = await sendCommand(commandLine, who.value);
    showReply(card.onlyFor === undefined ? make("p", {}, acknowledgement) : renderCard(card));
    return true;
  } catch (error) {
    showError(error);
    return false;
  }
}

/** @param {MouseEvent} event */
async function pressAction(event) {
  const button = event.target instanceof Element ? event.target.closest("button[data-command]") : null;
  if (!(button instanceof HTMLButtonElement)) return;
  button.disabled = true;
  await give(button.dataset["command"] ?? "");
  button.disabled = false;
}

async function follow() {
  for (;;) {
    try {
      if (commands.length === 0) commands = await readCommands();
      await followCards(lastVersion, { card: showChange, ready: showReady });
    } catch (error) {
      if (!isReady) showError(error);
    }
    showConnection("lost");
    await new Promise((resolve) => setTimeout(resolve, retryMs));
  }
}

find("composer", HTMLFormElement).addEventListener("submit", async (event) => {
  event.preventDefault();
  const commandLine = line.value.trim();
  if (commandLine === "") return;
  line.value = "";
  if (!(await give(commandLine))) line.value ||= commandLine;
});
addEventListener("click", pressAction);
addEventListener("hashchange", takeToken);
setInterval(() => refreshMoments(document), 5000);
attachCompletion(line, find("choices", HTMLElement), () => commands);
takeToken();
void follow();
