import { constants, fstatSync, openSync, writeSync } from "node:fs";
import { systemCodeOf } from "../core/common/errors.ts";

/** Where lines go that a person or a program may read: it can end, fill up or stand still, and ends nothing by that. */
export type SteadyOutput = {
  /** Never throws and never waits; what can't be written is counted, and told before the next text that can be. */
  write(text: string): void;
  /** Hears of each time that it begins to lose what is written, with the system's name of the cause where it has one. */
  whenLost(listener: (errorCode: string | undefined) => void): void;
  /** Resolves when all that was taken has left this process, or can't. */
  flushed(): Promise<void>;
  readonly isTTY: boolean;
  /** Of a terminal; 80 elsewhere. */
  readonly columns: number;
};

/** This process's own, of which Node says whether it is a terminal. */
type StandardStream = NodeJS.WriteStream & { readonly fd: 1 | 2 };

/** What is between here and a reader that stands still, at most. */
const maxUnreadBytes = 256 * 1024;

type Sink = {
  /** Takes all of a text, or nothing of it. */
  take(text: string): boolean;
  flushed(): Promise<void>;
};

type OnFailure = (errorCode: string | undefined) => void;

/**
 * A standard stream of this process. Node writes to a terminal synchronously, so one that stands still (Ctrl-S, a marked text)
 * would hold up all else; to a closed pipe it raises an error that ends the process unless somebody listens.
 * @param lossLine what is written for so many texts that were lost
 */
export function createOutput(stream: StandardStream, lossLine: (count: number) => string): SteadyOutput {
  const sink = openSink(stream, lose);
  const listeners: OnFailure[] = [];
  let lost = 0;

  function lose(errorCode: string | undefined): void {
    lost += 1;
    if (lost === 1) for (const listener of listeners) listener(errorCode);
  }

  return {
    write(text) {
      if (sink.take(lost === 0 ? text : lossLine(lost) + text)) lost = 0;
    },
    whenLost: (listener) => void listeners.push(listener),
    flushed: () => sink.flushed(),
    isTTY: stream.isTTY,
    get columns() {
      return stream.isTTY ? stream.columns : 80;
    },
  };
}

function openSink(stream: StandardStream, lose: OnFailure): Sink {
  if (stream.isTTY) return createDirectSink(openTerminal(stream.fd), lose);
  return fstatSync(stream.fd).isFile() ? createDirectSink(stream.fd, lose) : createStreamSink(stream, lose);
}

/** Once more, so that it is only this process whose writes do not wait. */
function openTerminal(fd: number): number {
  const { O_WRONLY, O_NONBLOCK, O_NOCTTY } = constants;
  try {
    return openSync(`/dev/fd/${fd}`, O_WRONLY | O_NONBLOCK | O_NOCTTY);
  } catch {
    return fd;
  }
}

/** A file, whose disk may be full for a while, or a terminal, which may stand still or be gone. */
function createDirectSink(fd: number, lose: OnFailure): Sink {
  let unwritten = Buffer.alloc(0);

  /** Whether all is written, or the terminal stands still. */
  function send(): boolean {
    try {
      while (unwritten.length > 0) unwritten = unwritten.subarray(writeSync(fd, unwritten));
      return true;
    } catch (error) {
      const errorCode = systemCodeOf(error);
      if (errorCode === "EAGAIN") return true;
      unwritten = Buffer.alloc(0);
      lose(errorCode);
      return false;
    }
  }

  return {
    take(text) {
      if (!send()) return false;
      if (unwritten.length > maxUnreadBytes) {
        lose("EAGAIN");
        return false;
      }
      unwritten = Buffer.concat([unwritten, Buffer.from(text)]);
      return send();
    },
    async flushed() {},
  };
}

/** A pipe or a socket. */
function createStreamSink(stream: StandardStream, lose: OnFailure): Sink {
  let goneBy: string | undefined;
  // Each write that was under way hears of it as well.
  stream.on("error", (error) => {
    goneBy = systemCodeOf(error) ?? "unknown";
  });
  return {
    take(text) {
      const errorCode = goneBy ?? (stream.writableLength > maxUnreadBytes ? "EAGAIN" : undefined);
      if (errorCode !== undefined) {
        lose(errorCode);
        return false;
      }
      stream.write(text, (error) => {
        if (error instanceof Error) lose(systemCodeOf(error));
      });
      return true;
    },
    async flushed() {
      if (goneBy !== undefined) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      stream.write("", () => resolve());
      await promise;
    },
  };
}
