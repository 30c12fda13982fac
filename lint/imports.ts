import type { OxlintOverride } from "oxlint";

type Layer = {
  /** Folders under src/ beside its own that a layer may import, type imports too. */
  readonly may: readonly string[];
  /** Packages it may import; `node:` stands for all that Node brings, but its timers. */
  readonly packages: readonly string[];
};

/** Who may import whom (the table of ARCHITECTURE.md); what is not named here is free. */
export const layers: Readonly<Record<string, Layer>> = {
  core: { may: [], packages: [] },
  jobs: { may: ["core"], packages: ["zod"] },
  commands: { may: ["core", "jobs"], packages: [] },
  queue: { may: ["core", "jobs"], packages: ["node:", "bullmq", "ioredis"] },
  memory: { may: ["core", "jobs"], packages: ["node:"] },
  setup: { may: ["core"], packages: ["node:", "ioredis"] },
  store: { may: ["core"], packages: ["node:", "zod", "ioredis"] },
  runpod: { may: ["core"], packages: ["node:", "zod", "axios"] },
  local: { may: ["core"], packages: ["node:", "zod"] },
  ssh: { may: ["core"], packages: ["node:", "zod", "node-ssh", "ssh2"] },
  monai: { may: ["core"], packages: ["node:", "zod", "axios"] },
  chat: { may: ["core", "commands"], packages: ["node:"] },
  say: { may: ["core", "chat"], packages: ["node:", "zod"] },
  "chat/discord": { may: ["core", "commands"], packages: ["node:", "zod", "discord.js"] },
  "chat/slack": { may: ["core", "commands"], packages: ["node:", "zod", "@slack/bolt"] },
  "chat/web": { may: ["core", "commands"], packages: ["node:", "zod"] },
};

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
  const toSource = "../".repeat(folder.split("/").length + depth);
  const inside = Array.from({ length: depth }, (_, index) => `!${"../".repeat(index + 1)}**`);
  const outside = `${"../".repeat(depth + 1)}**`;
  // What two platforms share lies beside their folders, in src/chat itself.
  const besides = folder.includes("/") ? [`!${"../".repeat(depth + 1)}*.ts`] : [];
  const folders = [folder, ...layer.may].map((name) => `!${toSource}${name}/**`);
  return {
    group: [
      "**",
      "!./**",
      ...inside,
      outside,
      ...besides,
      ...folders,
      ...layer.packages.flatMap(allowPackage),
      "node:timers",
      "node:timers/*",
    ],
    message: `src/${folder} may import ${["itself", ...layer.may, ...layer.packages].join(", ")} (lint/imports.ts).`,
  };
}

function allowPackage(name: string): string[] {
  return name === "node:" ? ["!node:*", "!node:*/**"] : [`!${name}`, `!${name}/**`];
}
