import {
  type APIActionRowComponent,
  type APIButtonComponent,
  type APIComponentInMessageActionRow,
  ButtonStyle,
  ComponentType,
} from "discord.js";
import type { Action } from "../../core/records/card.ts";
import { clip, visible } from "./markup.ts";

export type ButtonRow = APIActionRowComponent<APIComponentInMessageActionRow>;

/** Discord's limits: characters of a button's own data and label, buttons in a row, buttons of a message. */
const limits = { customId: 100, label: 80, row: 5, buttons: 25 } as const;

const styles = {
  primary: ButtonStyle.Primary,
  danger: ButtonStyle.Danger,
  plain: ButtonStyle.Secondary,
} as const;

/** Rows of buttons; what a button types stands in its data. */
export function renderButtons(actions: readonly Action[]): ButtonRow[] {
  const buttons = pressable(actions).map(renderButton);
  return Array.from({ length: Math.ceil(buttons.length / limits.row) }, (_, index) => ({
    type: ComponentType.ActionRow,
    components: buttons.slice(index * limits.row, (index + 1) * limits.row),
  }));
}

/** The actions that can't be buttons: too long, twice the same, or one too many; their command can be typed. */
export function unpressableActions(actions: readonly Action[]): readonly Action[] {
  const buttons = new Set(pressable(actions).map(({ commandLine }) => commandLine));
  return actions.filter(({ commandLine }) => !buttons.has(commandLine));
}

/** A button that opens a message of Discord. */
export function renderLink(label: string, url: string): ButtonRow {
  return {
    type: ComponentType.ActionRow,
    components: [{ type: ComponentType.Button, style: ButtonStyle.Link, label, url }],
  };
}

function pressable(actions: readonly Action[]): readonly Action[] {
  const byLine = new Map(actions.toReversed().map((action) => [action.commandLine, action]));
  return actions
    .filter((action) => byLine.get(action.commandLine) === action)
    .filter(({ commandLine }) => commandLine.trim() !== "" && commandLine.length <= limits.customId)
    .slice(0, limits.buttons);
}

function renderButton({ label, commandLine, style }: Action): APIButtonComponent {
  const text = visible(clip(label, limits.label));
  return { type: ComponentType.Button, style: styles[style], label: text, custom_id: commandLine };
}
