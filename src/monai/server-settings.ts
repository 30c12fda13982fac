import { createHash } from "node:crypto";
import { loginUse, type PacsPlace } from "../core/access/pacs-login.ts";
import type { RemoteFile } from "../core/ports/shell.ts";
import type { RunningPod } from "../core/ports/software.ts";
import { trialSettings, type AppSettings } from "./app-settings.ts";
import { podHome } from "./pod-home.ts";

/** Login at the PACS, and the only one that is told it. */
export type PacsLogin = {
  readonly username: string;
  readonly password: { reveal(): string };
  readonly place: PacsPlace;
};

export type ServerOptions = {
  readonly appSettings: AppSettings | undefined;
  readonly login: PacsLogin | undefined;
  /** What the installation found on the pod. */
  readonly seesGpu: boolean;
};

export type ServerSettings = {
  readonly files: readonly RemoteFile[];
  /** Names these settings as the pod does: SHA-256 of both files, one after the other. */
  readonly digest: string;
};

/** The two files that say how the gate and the server behind it are started. */
export function serverSettings(site: RunningPod, options: ServerOptions): ServerSettings {
  const { folder } = podHome(site.machine);
  const server = JSON.stringify(describeServer(site, options.login), undefined, 2);
  const app = JSON.stringify(chooseAppSettings(site, options), undefined, 2);
  return {
    files: [
      { path: `${folder}/server.json`, content: server, mode: 0o600 },
      { path: `${folder}/app/labelpod.json`, content: app, mode: 0o600 },
    ],
    digest: createHash("sha256").update(server).update(app).digest("hex"),
  };
}

function describeServer({ pod, machine }: RunningPod, login: PacsLogin | undefined): object {
  const { models, studies, usePretrained } = pod.request;
  return {
    host: machine.listen.host,
    port: machine.listen.port,
    tls: pod.request.access === "https",
    models,
    studies: studies === "synthetic" ? podHome(machine).sampleStudies : studies,
    pretrained: usePretrained,
    restarts: pod.restarts ?? 0,
    env: login !== undefined && loginUse(studies, login.place) === "sent" ? toVariables(login) : {},
  };
}

function toVariables({ username, password }: PacsLogin): object {
  return { MONAI_LABEL_DICOMWEB_USERNAME: username, MONAI_LABEL_DICOMWEB_PASSWORD: password.reveal() };
}

function chooseAppSettings({ pod }: RunningPod, { appSettings, seesGpu }: ServerOptions): AppSettings {
  const isTrial = pod.request.studies === "synthetic" && !seesGpu;
  return isTrial ? { ...appSettings, ...trialSettings } : (appSettings ?? {});
}
