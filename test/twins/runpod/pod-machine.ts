/** Where the outside reaches a pod: one public port for each private one. */
export type PodAddress = { readonly ip: string; readonly ports: Readonly<Record<number, number>> };

/** What a machine is asked for; `ports` are the private TCP ports, `httpPorts` those that only RunPod's proxy reaches. */
export type PodMachineSpec = {
  readonly podId: string;
  readonly env: Readonly<Record<string, string>>;
  readonly ports: readonly number[];
  readonly httpPorts: readonly number[];
  /** What runs as its first process, in place of the image's own command. */
  readonly command?: readonly string[] | undefined;
  /** Where its cloud is reached on this machine. */
  readonly cloudOrigin?: string;
};

/** One run of a pod, from start to stop; a new start makes a new machine with new ports and new host keys. */
export type PodMachine = {
  readonly address: PodAddress;
  /** Where the proxy finds each http port, on loopback. */
  readonly behindProxy: PodAddress["ports"];
  /** As SSH clients show them: `SHA256:` and unpadded base64. */
  readonly hostKeyFingerprints: readonly string[];
  /** What the container has printed so far. */
  containerLog(): readonly string[];
  /** Ends every process of the pod; its volume stays. */
  stop(): Promise<void>;
};

/** Makes the machines behind the twin's pods. */
export type PodFactory = {
  create(spec: PodMachineSpec): Promise<PodMachine>;
  /** What a terminate does to the volume disk. */
  deleteVolume(podId: string): Promise<void>;
};
