import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import type { BotService, Mount } from "./compose.ts";

const image = z.object({
  OCIv1: z.object({
    config: z.object({
      User: z.string(),
      Env: z.array(z.string()),
      Cmd: z.array(z.string()),
      WorkingDir: z.string(),
    }),
  }),
});

export type ImageConfig = z.output<typeof image>["OCIv1"]["config"];

/** What `buildah inspect` says of an image. */
export function readImageConfig(file: string): ImageConfig {
  return image.parse(JSON.parse(readFileSync(file, "utf8"))).OCIv1.config;
}

export type ContainerPlan = {
  readonly service: BotService;
  readonly image: ImageConfig;
  /** The image as a folder. */
  readonly root: string;
  /** What stands in the file of `env_file`. */
  readonly envFile: Readonly<Record<string, string>>;
  readonly mounts: readonly Mount[];
};

/** An OCI runtime's configuration. */
export type ContainerSpec = {
  readonly process: { readonly cwd: string; readonly user: User } & Readonly<Record<string, unknown>>;
} & Readonly<Record<string, unknown>>;

export type User = { readonly uid: number; readonly gid: number };

/** The OCI runtime's configuration for a service: with all that docker-compose.yml says of its rights, and the network as it is. */
export function createContainerSpec({
  service,
  image: own,
  root,
  envFile,
  mounts,
}: ContainerPlan): ContainerSpec {
  const noRights = { bounding: [], effective: [], inheritable: [], permitted: [], ambient: [] };
  const variables = { ...readVariables(own.Env), ...envFile, ...service.environment };
  return {
    ociVersion: "1.0.2",
    root: { path: root, readonly: service.read_only },
    hostname: "labelpod",
    process: {
      terminal: false,
      user: findUser(root, own.User),
      args: own.Cmd,
      env: Object.entries(variables).map(([name, value]) => `${name}=${value}`),
      cwd: own.WorkingDir,
      capabilities: noRights,
      noNewPrivileges: true,
    },
    mounts: [...systemMounts, temporary(service.tmpfs), ...mounts.map((mount) => bind(mount))],
    linux: { namespaces: ["pid", "mount", "ipc", "uts"].map((type) => ({ type })) },
  };
}

function readVariables(lines: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    lines.map((line) => [line.split("=", 1)[0] ?? "", line.slice(line.indexOf("=") + 1)]),
  );
}

/** @throws when the image does not have this user */
export function findUser(root: string, name: string): User {
  const users = readFileSync(path.join(root, "etc/passwd"), "utf8").split("\n");
  const [, , uid, gid] = users.find((line) => line.startsWith(`${name}:`))?.split(":") ?? [];
  if (uid === undefined || gid === undefined) throw new Error(`The image has no user ${name}.`);
  return { uid: Number(uid), gid: Number(gid) };
}

const systemMounts = [
  { destination: "/proc", type: "proc", source: "proc" },
  { destination: "/dev", type: "tmpfs", source: "tmpfs", options: ["nosuid", "strictatime", "mode=755"] },
  {
    destination: "/dev/shm",
    type: "tmpfs",
    source: "shm",
    options: ["nosuid", "noexec", "nodev", "mode=1777"],
  },
] as const;

function temporary(destination: string): object {
  return { destination, type: "tmpfs", source: "tmpfs", options: ["nosuid", "nodev", "noexec", "mode=1777"] };
}

function bind({ source, target, isReadOnly }: Mount): object {
  return { destination: target, type: "bind", source, options: ["rbind", isReadOnly ? "ro" : "rw"] };
}
