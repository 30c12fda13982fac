// @ts-check

import { make } from "./elements.js";

/** @typedef {import("../../../commands/define.ts").CommandDefinition} CommandDefinition */
/** @typedef {import("../../../commands/define.ts").OptionDefinition} OptionDefinition */
/** @typedef {{ readonly text: string, readonly summary: string }} Choice the whole line as it would be, and what it means */

const maxChoices = 8;

/**
 * What the line could become.
 * @param {string} line
 * @param {readonly CommandDefinition[]} commands
 * @returns {readonly Choice[]}
 */
export function complete(line, commands) {
  const typed = line.startsWith("/") ? line : `/${line}`;
  const command = commands.find(({ path }) => typed.startsWith(`/${path.join(" ")} `));
  const choices = command === undefined ? commandChoices(typed, commands) : optionChoices(typed, command);
  return choices.filter(({ text }) => text.trim() !== typed.trim()).slice(0, maxChoices);
}

/**
 * @param {string} typed
 * @param {readonly CommandDefinition[]} commands
 */
function commandChoices(typed, commands) {
  const all = commands.map(({ path, summary }) => ({ text: `/${path.join(" ")} `, summary }));
  return all.filter(({ text }) => text.startsWith(typed.toLowerCase()));
}

/**
 * @param {string} typed
 * @param {CommandDefinition} command
 */
function optionChoices(typed, { options }) {
  const start = typed.lastIndexOf(" ") + 1;
  const [before, word] = [typed.slice(0, start), typed.slice(start)];
  const option = options.find(({ name }) => word.startsWith(`${name}:`));
  if (option !== undefined) return valueChoices(before, word, option);
  const unused = options.filter(({ name }) => name.startsWith(word) && !before.includes(` ${name}:`));
  return unused.map(({ name, summary }) => ({ text: `${before}${name}:`, summary }));
}

/**
 * @param {string} before
 * @param {string} word
 * @param {OptionDefinition} option
 */
function valueChoices(before, word, { name, type, summary, choices, suggestions }) {
  const values = choices ?? suggestions ?? (type === "boolean" ? ["true", "false"] : []);
  const typed = word
    .slice(name.length + 1)
    .replace(/^"/, "")
    .toLowerCase();
  const fitting = values.filter((value) => value.toLowerCase().includes(typed));
  return fitting.map((value) => ({
    text: `${before}${name}:${/\s/.test(value) ? `"${value}"` : value} `,
    summary,
  }));
}

/**
 * Makes the input a combobox with the choices in the list.
 * @param {HTMLInputElement} input
 * @param {HTMLElement} list
 * @param {() => readonly CommandDefinition[]} commands
 */
export function attachCompletion(input, list, commands) {
  /** @type {readonly Choice[]} */
  let choices = [];
  let active = -1;

  function open() {
    choices = complete(input.value, commands());
    active = -1;
    list.replaceChildren(...choices.map(renderChoice));
    show(choices.length > 0);
  }

  /** @param {boolean} isOpen */
  function show(isOpen) {
    list.hidden = !isOpen;
    input.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) active = -1;
    mark();
  }

  function mark() {
    for (const [index, item] of [...list.children].entries()) {
      item.setAttribute("aria-selected", String(index === active));
      if (index === active) item.scrollIntoView({ block: "nearest" });
    }
    if (active < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", `choice-${active}`);
  }

  /** @param {number} index */
  function accept(index) {
    input.value = choices[index]?.text ?? input.value;
    input.focus();
    open();
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0 && list.hidden) open();
    else if (step !== 0) move(step);
    else if (list.hidden) return;
    else if (event.key === "Escape") show(false);
    else if (event.key === "Tab" && !event.shiftKey) accept(Math.max(active, 0));
    else if (event.key === "Enter" && active >= 0) accept(active);
    else return;
    event.preventDefault();
  }

  /** @param {number} step */
  function move(step) {
    active = (active + step + choices.length + (active < 0 && step < 0 ? 1 : 0)) % choices.length;
    mark();
  }

  input.addEventListener("input", open);
  input.addEventListener("keydown", onKey);
  input.addEventListener("blur", () => show(false));
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const item = event.target instanceof Element ? event.target.closest("li") : null;
    if (item !== null) accept([...list.children].indexOf(item));
  });
}

/**
 * @param {Choice} choice
 * @param {number} index
 */
function renderChoice({ text, summary }, index) {
  const attributes = { role: "option", id: `choice-${index}`, "aria-selected": "false" };
  return make("li", attributes, make("kbd", {}, text.trim()), make("span", {}, summary));
}
