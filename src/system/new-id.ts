import { randomInt } from "node:crypto";

const letters = "abcdefghjkmnpqrstuvwxyz23456789";

/** Six letters and digits that are not mistaken for each other: short enough to be typed. */
export function newId(): string {
  return Array.from({ length: 6 }, () => letters.charAt(randomInt(letters.length))).join("");
}
