import { execFile } from "node:child_process";
import { readFileSync, readdirSync, readlinkSync } from "node:fs";
import { promisify } from "node:util";

/** The port of a TCP socket, or the path of a Unix socket. */
export type Door = number | string;

/** What a process listens on. */
export function doorsOf(pid: number): readonly Door[] {
  const inodes = new Set(readdirSync(`/proc/${pid}/fd`).map((name) => inodeOf(`/proc/${pid}/fd/${name}`)));
  // Source: proc(5); 0A is LISTEN, and the flag of a Unix socket says that it accepts connections.
  const ports = [...rowsOf(pid, "tcp"), ...rowsOf(pid, "tcp6")]
    .filter(([, , , state, , , , , , inode]) => state === "0A" && inodes.has(inode))
    .map(([, address = ""]) => parseInt(address.split(":")[1] ?? "", 16));
  const paths = rowsOf(pid, "unix")
    .filter(([, , , flags, , , inode]) => flags === "00010000" && inodes.has(inode))
    .map((row) => row[7] ?? "");
  return [...ports, ...paths];
}

/** The value of a variable in the environment that a process was started with. */
export function variableOf(pid: number, name: string): string | undefined {
  const pairs = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}

/** What another user of this machine gets when he connects: `connected`, or the name of the error. */
export function knock(door: Door): Promise<string> {
  return typeof door === "number"
    ? asAnotherUser("socket.socket().connect(('127.0.0.1', int(sys.argv[1]))) or 'connected'", String(door))
    : asAnotherUser("socket.socket(socket.AF_UNIX).connect(sys.argv[1]) or 'connected'", door);
}

/** The same when he looks at what lies in a folder: the names there. */
export function lookInto(folder: string): Promise<string> {
  return asAnotherUser("os.listdir(sys.argv[1])", folder);
}

async function asAnotherUser(expression: string, argument: string): Promise<string> {
  const program = `import os, socket, sys\ntry: print(${expression})\nexcept OSError as error: print(type(error).__name__)`;
  const nobody = ["--reuid=65534", "--regid=65534", "--clear-groups"];
  const python = ["/usr/bin/python3", "-c", program, argument];
  const { stdout } = await promisify(execFile)("setpriv", [...nobody, ...python], { cwd: "/" });
  return stdout.trim();
}

function inodeOf(descriptor: string): string | undefined {
  try {
    return /^socket:\[(\d+)\]$/.exec(readlinkSync(descriptor))?.[1];
  } catch {
    // It was closed meanwhile.
    return undefined;
  }
}

function rowsOf(pid: number, name: string): readonly (readonly string[])[] {
  const lines = readFileSync(`/proc/${pid}/net/${name}`, "utf8").split("\n");
  return lines.map((line) => line.trim().split(/\s+/));
}
