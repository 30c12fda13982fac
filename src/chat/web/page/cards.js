// @ts-check

import { make } from "./elements.js";
import { dateText, momentText, stepTime, stepWords, toneWords } from "./words.js";

/** @typedef {import("../../../core/records/card.ts").Card} Card */
/** @typedef {import("../../../core/records/text.ts").Line} Line */

/**
 * @param {Card} card
 * @param {number} [shownAtMs]
 */
export function renderCard(card, shownAtMs) {
  const tone = make("span", { class: "tone" }, toneWords[card.tone]);
  const shown = shownAtMs === undefined ? [] : [renderMoment(shownAtMs)];
  const article = make("article", { class: "card", "data-tone": card.tone, "data-key": card.key });
  article.append(make("header", {}, make("h2", {}, card.title), tone, ...shown));
  if (card.bar !== undefined) article.append(renderBar(card.bar));
  for (const line of card.lines) article.append(make("p", {}, ...renderLine(line)));
  if (card.steps?.length) article.append(make("ol", { class: "steps" }, ...card.steps.map(renderStep)));
  if (card.fields?.length) article.append(make("dl", { class: "fields" }, ...card.fields.map(renderField)));
  if (card.actions?.length)
    article.append(make("div", { class: "actions" }, ...card.actions.map(renderAction)));
  return article;
}

/**
 * Brings the moments below an element up to now.
 * @param {ParentNode} root
 */
export function refreshMoments(root) {
  for (const time of root.querySelectorAll("time")) {
    const text = momentText(Date.parse(time.dateTime), Date.now());
    if (time.textContent !== text) time.textContent = text;
  }
}

/** @param {number} atMs */
function renderMoment(atMs) {
  const attributes = { datetime: new Date(atMs).toISOString(), title: dateText(atMs) };
  return make("time", attributes, momentText(atMs, Date.now()));
}

/**
 * @param {Line} line
 * @returns {readonly (Node | string)[]}
 */
function renderLine(line) {
  return line.map((part) => {
    if (typeof part === "string") return part;
    if (part.kind === "moment") return renderMoment(part.atMs);
    if (part.kind === "person") return make("span", { class: "person" }, part.person.name);
    if (part.kind === "server-url") return make("code", {}, part.base);
    return make(part.kind === "code" ? "code" : "strong", {}, part.text);
  });
}

/** @param {NonNullable<Card["bar"]>} bar */
function renderBar({ fraction, label }) {
  // A native element: its value needs no inline style, which the page's policy forbids.
  const progress = make("progress", { max: "1", value: String(fraction), "aria-label": label });
  return make("div", { class: "bar" }, progress, make("span", {}, label));
}

/** @param {NonNullable<Card["steps"]>[number]} step */
function renderStep(step) {
  const state = make("span", { class: "hidden" }, `, ${stepWords[step.state]}`);
  const title = make("span", {}, step.title, state);
  return make("li", { "data-state": step.state }, title, make("span", { class: "took" }, stepTime(step)));
}

/** @param {NonNullable<Card["fields"]>[number]} field */
function renderField({ name, value }) {
  return make("div", {}, make("dt", {}, name), make("dd", {}, ...renderLine(value)));
}

/** @param {NonNullable<Card["actions"]>[number]} action */
function renderAction({ label, commandLine, style }) {
  const attributes = { class: "button", type: "button", "data-style": style, "data-command": commandLine };
  return make("button", { ...attributes, title: `/${commandLine}` }, label);
}
