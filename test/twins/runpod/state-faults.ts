import { problem, type Answer } from "./answer.ts";
import type { Fault } from "./faults.ts";

/** On loopback nobody listens there, so that a connect is refused. */
const DEAF_PORT = 1;

/** The pod's host has given its GPU to somebody else, told in the form that the contract file has for errors. */
export function startRefusedProblem(): Fault {
  const detail = "There are not enough free GPUs on the host machine to start this pod.";
  return {
    name: "start refused as problem",
    source: "runpod-python#168 for the text, the contract file for the form",
    play: () => problem(400, detail),
  };
}

/** For `POST /pods/{id}/action start`: it starts and bills, and has no GPU in this run. */
export function startedWithoutGpu(): Fault {
  return {
    name: "start without a GPU",
    source: "runpod/docs pods/troubleshooting/zero-gpus.mdx, third-party clients",
    play: async (call) => {
      await call.proceed();
      call.takeGpus();
      return call.showPod("now");
    },
  };
}

/** For `POST /pods`, `GET /pods` and `GET /pods/{id}`: pods are called RUNNING before there is an address. */
export function runningEarly(): Fault {
  return {
    name: "running before there is an address",
    source: "runpodctl#39, dstackai/dstack#1145, #1141",
    play: async (call) =>
      mapPods(await call.proceed(), (pod) => ({
        ...pod,
        status: "RUNNING",
        actions: ["stop", "restart", "terminate"],
        ssh: { proxy: null, direct: null },
        runtime: null,
      })),
  };
}

/** For `GET /pods` and `GET /pods/{id}`: an address is told where nothing takes a connection yet. */
export function deafAddress(): Fault {
  return {
    name: "running before anything answers",
    source: "runpod/runpod-plugins-official gotchas.md: the first SSH 30 to 90 s later",
    play: async (call) => mapPods(await call.proceed(), deafen),
  };
}

type Shown = Readonly<Record<string, unknown>>;

function deafen(pod: Shown): Shown {
  const { runtime, ssh } = pod;
  if (!isRecord(runtime) || !isRecord(ssh) || !Array.isArray(runtime["ports"])) return pod;
  const rows: readonly unknown[] = runtime["ports"];
  const ports = rows.map((row) =>
    isRecord(row) && row["type"] === "tcp" ? { ...row, public: DEAF_PORT } : row,
  );
  const direct = isRecord(ssh["direct"]) ? { ...ssh["direct"], port: DEAF_PORT } : null;
  return { ...pod, runtime: { ...runtime, ports }, ssh: { ...ssh, direct } };
}

function mapPods(answer: Answer, change: (pod: Shown) => Shown): Answer {
  const { body } = answer;
  if (answer.status >= 400 || !isRecord(body)) return answer;
  const { pods } = body;
  if (!Array.isArray(pods)) return { ...answer, body: change(body) };
  return { ...answer, body: { ...body, pods: pods.map((pod: Shown) => change(pod)) } };
}

function isRecord(value: unknown): value is Shown {
  return typeof value === "object" && value !== null;
}
