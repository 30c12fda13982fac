import { defined } from "./defined.ts";
import type { FailureCode } from "./failure-code.ts";

/**
 * A failure that a person may read: `userMessage` says what happened and what to do next, in one sentence.
 * Its text holds no secret, nothing of a patient, and no line that came from outside.
 */
export class UserFacingError extends Error {
  override readonly name: string = "UserFacingError";
  readonly code: FailureCode;
  readonly userMessage: string;
  /** Whether the same call may succeed a little later without anybody doing anything. */
  readonly retryable: boolean;

  constructor(
    code: FailureCode,
    userMessage: string,
    options: { retryable?: boolean; cause?: unknown } = {},
  ) {
    super(`${code}: ${userMessage}`, { cause: options.cause });
    this.code = code;
    this.userMessage = userMessage;
    this.retryable = options.retryable ?? false;
  }
}

/** A record was changed by somebody else between the read and the write: read again and decide again. */
export class ConflictError extends Error {
  override readonly name = "ConflictError";
}

/** No machine of the wished kind is free at the provider now. */
export class NoCapacityError extends UserFacingError {
  override readonly name = "NoCapacityError";
}

/** The provider lets the account's key have no machine of that kind; another kind may do. */
export class NotPermittedError extends UserFacingError {
  override readonly name = "NotPermittedError";
}

/** The provider refuses the account's key, whatever it is asked. */
export class KeyRefusedError extends UserFacingError {
  override readonly name = "KeyRefusedError";
}

/** What a create call did is not known: the machine may exist and bill, so it must be looked for by its name. */
export class UnknownCreateError extends UserFacingError {
  override readonly name = "UnknownCreateError";
}

/** The pod can't be spoken to now; retryable when it may answer later. Says nothing about whether it is in use or billing. */
export class UnreachableError extends UserFacingError {
  override readonly name = "UnreachableError";
}

/** Whether waiting may be all that it takes. */
export function isPassing(error: unknown): boolean {
  return error instanceof ConflictError || (error instanceof UserFacingError && error.retryable);
}

/** Code and place of an unexpected error, without its message: messages can quote what came from outside. */
export function describeError(error: unknown): { errorName: string; errorCode?: string; frames?: string[] } {
  if (!(error instanceof Error)) return { errorName: typeof error };
  return { errorName: error.name, frames: framesOf(error), ...defined({ errorCode: systemCodeOf(error) }) };
}

/** The stack begins with the message, whose lines can look like places in the code. */
function framesOf({ stack = "", message }: Error): string[] {
  const messageAt = stack.indexOf(message);
  return stack
    .slice(messageAt < 0 ? 0 : messageAt + message.length)
    .split("\n")
    .filter((text) => frameForm.test(text))
    .slice(0, 8)
    .map((text) => text.trim());
}

const frameForm = /^\s+at .*(?::\d+:\d+|<anonymous>|native)\)?$/;

/** How systems and libraries write their codes; some give as one what a remote said. */
const codeForm = /^[A-Za-z0-9][\w-]{0,63}$/;

/** The system's or a library's name of the cause, such as `ENOSPC`, where it has one. */
export function systemCodeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return undefined;
  return codeForm.test(error.code) ? error.code : undefined;
}
