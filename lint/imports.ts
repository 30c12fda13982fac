import path from "node:path";
import type { OxlintOverride } from "oxlint";

type Layer = {
  /** Folders under src/ beside its own that a layer may import, type imports too. */
  readonly may: readonly string[];
  /** Packages it may import; `node:` stands for all that Node brings, but its timers, which count by themselves. */
  readonly packages: readonly string[];
};

const coreBelowCards = {
  "core/common": { may: [], packages: [] },
  "core/records": { may: ["core/common"], packages: [] },
  "core/ports": { may: ["core/records", "core/common"], packages: [] },
  "core/words": { may: ["core/records", "core/ports", "core/common"], packages: [] },
  "core/idle": { may: ["core/common", "core/records", "core/ports"], packages: [] },
  "core/money": {
    may: ["core/common", "core/records", "core/words", "core/ports", "core/idle"],
    packages: [],
  },
  "core/market": { may: ["core/common", "core/records", "core/words", "core/money"], packages: [] },
  "core/training": { may: ["core/common", "core/records", "core/words", "core/ports"], packages: [] },
  "core/access": { may: ["core/common", "core/records", "core/words", "core/ports"], packages: [] },
  "core/volumes": { may: ["core/common", "core/records", "core/words"], packages: [] },
  "core/pods": {
    may: ["core/common", "core/records", "core/money", "core/idle", "core/market", "core/access"],
    packages: [],
  },
} as const satisfies Record<string, Layer>;

const core = {
  ...coreBelowCards,
  "core/cards": { may: Object.keys(coreBelowCards), packages: [] },
} satisfies Record<string, Layer>;

const jobs = {
  "jobs/bring-up": { may: ["core", "jobs/stop", "jobs/watch"], packages: ["zod"] },
  "jobs/watch": { may: ["core", "jobs/stop"], packages: ["zod"] },
  "jobs/stop": { may: ["core", "jobs/training"], packages: ["zod"] },
  "jobs/reconcile": { may: ["core", "jobs/bring-up", "jobs/stop", "jobs/training"], packages: ["zod"] },
  "jobs/training": { may: ["core"], packages: ["zod"] },
  "jobs/money": { may: ["core"], packages: ["zod"] },
  "jobs/volumes": { may: ["core"], packages: ["zod"] },
} as const satisfies Record<string, Layer>;

const commands = {
  "commands/line": { may: ["core"], packages: [] },
  "commands/pod": { may: ["core", "jobs", "commands/volume", "commands/line"], packages: [] },
  "commands/show": {
    may: ["core", "jobs", "commands/pod", "commands/volume", "commands/line"],
    packages: [],
  },
  "commands/train": { may: ["core", "jobs", "commands/line"], packages: [] },
  "commands/volume": { may: ["core", "jobs", "commands/line"], packages: [] },
} as const satisfies Record<string, Layer>;

const runpod = {
  "runpod/transport": { may: ["core"], packages: ["node:", "zod", "axios"] },
  "runpod/graphql": { may: ["core", "runpod/transport"], packages: ["node:", "zod", "axios"] },
  "runpod/account": { may: ["core", "runpod/transport", "runpod/graphql"], packages: ["node:", "zod"] },
  "runpod/market": { may: ["core", "runpod/transport", "runpod/graphql"], packages: ["node:", "zod"] },
  "runpod/pods": {
    may: ["core", "runpod/transport", "runpod/graphql", "runpod/market"],
    packages: ["node:", "zod"],
  },
} as const satisfies Record<string, Layer>;

const chat = {
  chat: { may: ["core", "commands"], packages: [] },
  "chat/board": { may: ["core"], packages: ["node:"] },
  "chat/terminal": { may: ["core", "chat/board"], packages: ["node:"] },
  "chat/discord": { may: ["core", "commands", "chat/board"], packages: ["node:", "zod", "discord.js"] },
  "chat/slack": { may: ["core", "commands", "chat/board"], packages: ["node:", "zod", "@slack/bolt"] },
  "chat/web": { may: ["core", "commands", "chat/board"], packages: ["node:", "zod"] },
} as const satisfies Record<string, Layer>;

/**
 * Who may import whom (the table of ARCHITECTURE.md): a folder and, after it, the folders in it. What lies beside a folder in
 * the one above, such as the context of all jobs, it may import too. `bot` and the entries put the parts together and are free.
 */
export const layers: Readonly<Record<string, Layer>> = {
  core: { may: [], packages: [] },
  ...core,
  jobs: { may: ["core"], packages: ["zod"] },
  ...jobs,
  commands: { may: ["core", "jobs"], packages: [] },
  ...commands,
  config: { may: ["core", "commands", "monai"], packages: ["node:", "zod"] },
  system: { may: ["core"], packages: ["node:", "node:timers", "pino"] },
  queue: { may: ["core", "jobs"], packages: ["node:", "bullmq", "ioredis"] },
  simulated: { may: ["core", "jobs"], packages: ["node:"] },
  setup: { may: ["core"], packages: ["node:", "ioredis"] },
  store: { may: ["core"], packages: ["node:", "zod", "ioredis"] },
  runpod: { may: ["core"], packages: ["node:", "zod", "axios"] },
  ...runpod,
  local: { may: ["core"], packages: ["node:", "zod"] },
  ssh: { may: ["core"], packages: ["node:", "zod", "node-ssh", "ssh2"] },
  monai: { may: ["core"], packages: ["node:", "zod", "axios"] },
  ...chat,
  say: { may: ["core", "chat/terminal"], packages: ["node:", "zod"] },
};

/** What may import everything. */
export const freeFolders: readonly string[] = ["bot"];

/** How many folders deep a layer's files may lie. */
const DEPTHS = [0, 1, 2];

export const importRules: OxlintOverride[] = Object.entries(layers).flatMap(([folder, layer]) =>
  DEPTHS.map((depth) => ({
    files: [`src/${folder}/${"*/".repeat(depth)}*.ts`],
    rules: { "no-restricted-imports": ["error", { patterns: [restriction(folder, layer, depth)] }] },
  })),
);

/** Gitignore-style: the last pattern that matches an import decides, `!` allows. */
function restriction(folder: string, layer: Layer, depth: number): { group: string[]; message: string } {
  const here = path.posix.join(folder, ...Array.from({ length: depth }, () => "x"));
  const inside = Array.from({ length: depth }, (_, index) => `!${"../".repeat(index + 1)}**`);
  const outside = `${"../".repeat(depth + 1)}**`;
  const besides = folder.includes("/") ? [`!${"../".repeat(depth + 1)}*.ts`] : [];
  const folders = [folder, ...layer.may].map((name) => `!${pathTo(name, here)}/**`);
  return {
    group: [
      "**",
      "!./**",
      // The same way out, written differently.
      "./../**",
      ...inside,
      outside,
      ...besides,
      ...folders,
      ...layer.packages.flatMap(allowPackage),
      ...(layer.packages.includes("node:timers") ? [] : ["node:timers", "node:timers/*"]),
    ],
    message: `src/${folder} may import ${["itself", ...layer.may, ...layer.packages].join(", ")} (lint/imports.ts).`,
  };
}

/** A folder above is named from the top: the bare dots would stand for all that lies there. */
function pathTo(name: string, here: string): string {
  const isAbove = `${here}/`.startsWith(`${name}/`);
  return isAbove ? `${path.posix.relative(here, "")}/${name}` : path.posix.relative(here, name);
}

function allowPackage(name: string): string[] {
  return name === "node:" ? ["!node:*", "!node:*/**"] : [`!${name}`, `!${name}/**`];
}
