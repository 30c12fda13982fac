import { plantedImports } from "./planted-imports.ts";
import type { Planted } from "./planted-source.ts";

type Violation = Planted & { readonly rule: string };

const IMPORTS = "eslint(no-restricted-imports)";
const PROPERTIES = "eslint(no-restricted-properties)";

/** One violation in each file, and the one rule that must find it. */
export const planted: readonly Violation[] = [
  ...plantedImports.map(({ file, source }) => ({ file, rule: IMPORTS, source })),
  { file: "core/node.ts", rule: IMPORTS, source: 'export { readFile } from "node:fs/promises";' },
  { file: "core/package.ts", rule: IMPORTS, source: 'export { z } from "zod";' },
  {
    file: "core/words/adapter.ts",
    rule: IMPORTS,
    source: 'export type { A } from "../../runpod/allowed.ts";',
  },
  {
    file: "core/pods/roundabout.ts",
    rule: IMPORTS,
    source: 'export type { A } from "../cards/allowed.ts";',
  },
  { file: "core/type-only.ts", rule: IMPORTS, source: 'export type { A } from "../runpod/allowed.ts";' },
  {
    file: "core/type-expression.ts",
    rule: "typescript(consistent-type-imports)",
    source: 'export type B = import("../runpod/allowed.ts").A;',
  },
  {
    file: "core/dynamic.ts",
    rule: IMPORTS,
    source: 'export const loaded: unknown = await import("../runpod/allowed.ts");',
  },
  { file: "jobs/bullmq.ts", rule: IMPORTS, source: 'export { Queue } from "bullmq";' },
  { file: "jobs/queue.ts", rule: IMPORTS, source: 'export * from "../queue/allowed.ts";' },
  { file: "commands/package.ts", rule: IMPORTS, source: 'export { z } from "zod";' },
  { file: "commands/adapter.ts", rule: IMPORTS, source: 'export * from "../store/allowed.ts";' },
  { file: "runpod/other-adapter.ts", rule: IMPORTS, source: 'export * from "../ssh/allowed.ts";' },
  { file: "runpod/config.ts", rule: IMPORTS, source: 'export * from "../config/allowed.ts";' },
  { file: "queue/command.ts", rule: IMPORTS, source: 'export * from "../commands/allowed.ts";' },
  { file: "simulated/package.ts", rule: IMPORTS, source: 'export { Redis } from "ioredis";' },
  { file: "setup/package.ts", rule: IMPORTS, source: 'export { Queue } from "bullmq";' },
  { file: "chat/discord/other.ts", rule: IMPORTS, source: 'export * from "../slack/allowed.ts";' },
  { file: "chat/discord/job.ts", rule: IMPORTS, source: 'export * from "../../jobs/allowed.ts";' },
  { file: "chat/slack/sdk.ts", rule: IMPORTS, source: 'export { Client } from "discord.js";' },
  { file: "store/timers.ts", rule: IMPORTS, source: 'export { setTimeout } from "node:timers/promises";' },
  { file: "jobs/now.ts", rule: PROPERTIES, source: "export const startedAt = Date.now();" },
  { file: "jobs/new-date.ts", rule: "labelpod(no-new-date)", source: "export const startedAt = new Date();" },
  {
    file: "queue/timer.ts",
    rule: "eslint(no-restricted-globals)",
    source: "export const timer = setTimeout(String, 1000);",
  },
  { file: "commands/env.ts", rule: PROPERTIES, source: 'export const home = process.env["HOME"];' },
  { file: "system/clock.ts", rule: PROPERTIES, source: 'export const home = process.env["HOME"];' },
  { file: "config/read-config.ts", rule: PROPERTIES, source: "export const startedAt = Date.now();" },
  { file: "core/default.ts", rule: "import(no-default-export)", source: "export default 1;" },
  {
    file: "core/any.ts",
    rule: "typescript(no-explicit-any)",
    source: "export type Loose = Readonly<Record<string, any>>;",
  },
  { file: "core/console.ts", rule: "eslint(no-console)", source: 'console.log("here");' },
  {
    file: "core/floating.ts",
    rule: "typescript(no-floating-promises)",
    source: "export function start(work: () => Promise<void>): void {\n  work();\n}",
  },
  {
    file: "core/parameters.ts",
    rule: "eslint(max-params)",
    source:
      "export function add(a: number, b: number, c: number, d: number): number {\n  return a + b + c + d;\n}",
  },
  {
    file: "core/long-function.ts",
    rule: "eslint(max-lines-per-function)",
    source: `export function long(): number {\n  let sum = 0;\n${"  sum += 1;\n".repeat(40)}  return sum;\n}`,
  },
  {
    file: "core/long-file.ts",
    rule: "eslint(max-lines)",
    source: `export type A = string;\n${"//\n".repeat(200)}`,
  },
  {
    file: "store/cycle-a.ts",
    rule: "import(no-cycle)",
    source: 'import { b } from "./cycle-b.ts";\nexport const a = (): unknown => b;',
  },
  {
    file: "store/type-cycle-a.ts",
    rule: "import(no-cycle)",
    source: 'import type { B } from "./type-cycle-b.ts";\nexport type A = { readonly b?: B };',
  },
  {
    file: "store/type-cycle-b.ts",
    rule: "import(no-cycle)",
    source: 'import type { A } from "./type-cycle-a.ts";\nexport type B = { readonly a?: A };',
  },
  {
    file: "store/cycle-b.ts",
    rule: "import(no-cycle)",
    source: 'import { a } from "./cycle-a.ts";\nexport const b = (): unknown => a;',
  },
];

/** What every layer may do; one finding in these would make the rules useless. */
export const allowed: readonly Planted[] = [
  { file: "core/allowed.ts", source: "export type Name = string;" },
  { file: "core/words/allowed.ts", source: 'export type { Name } from "../allowed.ts";' },
  {
    file: "jobs/allowed.ts",
    source: 'export { z } from "zod";\nexport type { Name } from "../core/allowed.ts";',
  },
  {
    file: "commands/allowed.ts",
    source: 'export * from "../jobs/allowed.ts";\nexport type { Name } from "../core/allowed.ts";',
  },
  {
    file: "queue/allowed.ts",
    source: 'export { Queue } from "bullmq";\nexport { z } from "../jobs/allowed.ts";',
  },
  {
    file: "runpod/allowed.ts",
    source:
      'export { AxiosError } from "axios";\nexport { randomUUID } from "node:crypto";\nexport type A = string;',
  },
  { file: "ssh/allowed.ts", source: 'export { NodeSSH } from "node-ssh";' },
  { file: "store/allowed.ts", source: 'export { Redis } from "ioredis";' },
  {
    file: "store/scripts/allowed.ts",
    source: 'export { Redis } from "../allowed.ts";\nexport type { Name } from "../../core/allowed.ts";',
  },
  { file: "chat/shared.ts", source: 'export type { Name } from "../core/allowed.ts";' },
  {
    file: "chat/slack/allowed.ts",
    source: 'export { App } from "@slack/bolt";\nexport type { Name } from "../shared.ts";',
  },
  {
    file: "chat/discord/allowed.ts",
    source: 'export { Client } from "discord.js";\nexport type { Name } from "../../core/allowed.ts";',
  },
];
