import type { Machine } from "../core/records/machine.ts";

/** Where labelpod's things lie on a pod, all below its workspace. */
export type PodHome = {
  /** Environment, settings, logs and models. */
  readonly folder: string;
  /** The copy of the project's folder `pod`. */
  readonly programs: string;
  readonly python: string;
  readonly sampleStudies: string;
};

export function podHome({ workspace }: Machine): PodHome {
  const folder = `${workspace}/labelpod`;
  return {
    folder,
    programs: `${folder}/pod`,
    python: `${folder}/venv/bin/python`,
    sampleStudies: `${workspace}/studies`,
  };
}
