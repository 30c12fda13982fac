import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";

const environment = z.record(z.string(), z.string());
const volumes = z.array(z.string().regex(/^[^:]+:\/[^:]+(?::ro)?$/));
const healthcheck = z.strictObject({
  test: z.tuple([z.literal("CMD")], z.string()),
  interval: z.string(),
  timeout: z.string(),
  start_period: z.string().optional(),
  retries: z.number(),
});

/** The bot. Strict, since what is not known here would not be tried; what keeps it in has to be there. */
const labelpod = z.strictObject({
  build: z.literal("."),
  init: z.literal(true),
  restart: z.literal("unless-stopped"),
  stop_grace_period: z.string(),
  read_only: z.literal(true),
  tmpfs: z.literal("/tmp"),
  cap_drop: z.tuple([z.literal("ALL")]),
  security_opt: z.tuple([z.literal("no-new-privileges:true")]),
  env_file: z.literal(".env"),
  environment,
  ports: z.array(z.string()),
  volumes,
  depends_on: z.strictObject({ redis: z.strictObject({ condition: z.literal("service_healthy") }) }),
  healthcheck,
});

const redis = z.strictObject({
  image: z.string(),
  restart: z.literal("unless-stopped"),
  command: z.tuple([z.literal("redis-server")], z.string()),
  volumes,
  healthcheck,
});

const compose = z.strictObject({
  name: z.string(),
  services: z.strictObject({ labelpod, redis }),
  volumes: z.record(z.string(), z.null()),
});

export type Compose = z.output<typeof compose>;
export type BotService = Compose["services"]["labelpod"];

/** A port of the container that is reached at an address of the machine. */
export type PublishedPort = {
  readonly hostIp: string;
  readonly hostPort: number;
  readonly containerPort: number;
};

export type Mount = { readonly source: string; readonly target: string; readonly isReadOnly: boolean };

const file = path.resolve(import.meta.dirname, "../../../docker-compose.yml");

/** Reads docker-compose.yml as Docker does with these variables. @throws ZodError for anything that is not known here */
export function readCompose(
  given: Readonly<Record<string, string>> = {},
  text = readFileSync(file, "utf8"),
): Compose {
  return compose.parse(parse(interpolate(text, given)));
}

/** `${NAME:-default}`, the one form that is used; an empty variable counts as none. */
function interpolate(text: string, given: Readonly<Record<string, string>>): string {
  return text.replaceAll(
    /\$\{(\w+):-([^}]*)\}/g,
    (_, name: string, byDefault: string) => [given[name], byDefault].find(Boolean) ?? "",
  );
}

/** @throws when a port is published to more than one address of the machine, or its form is not known here */
export function publishedPorts({ ports }: Pick<BotService, "ports">): readonly PublishedPort[] {
  return ports.map((text) => {
    const [, hostIp = "", hostPort, containerPort] = /^([\d.]+):(\d+):(\d+)$/.exec(text) ?? [];
    if (hostIp === "") throw new Error(`${text} has to be IP:PORT:PORT, so that it is plain who reaches it.`);
    return { hostIp, hostPort: Number(hostPort), containerPort: Number(containerPort) };
  });
}

/** @param folder where `./…` lies @param named where the named volumes lie */
export function mountsOf(
  service: Pick<BotService, "volumes">,
  folder: string,
  named: string,
): readonly Mount[] {
  return service.volumes.map((text) => {
    const [source = "", target = "", mode] = text.split(":");
    const isPath = source.startsWith("./");
    return { source: path.join(isPath ? folder : named, source), target, isReadOnly: mode === "ro" };
  });
}
