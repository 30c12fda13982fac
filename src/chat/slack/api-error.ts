/** A call that Slack refused or that did not reach it; holds nothing of what was sent or answered. */
export class SlackApiError extends Error {
  override readonly name = "SlackApiError";
  /** Slack's own word, such as `not_in_channel`, or `unreachable` when no answer came. */
  readonly code: string;

  constructor(code: string) {
    super(`Slack: ${code}`);
    this.code = code;
  }
}

/** Whether the error is Slack's refusal by one of these words. */
export function isRefusal(error: unknown, ...codes: readonly string[]): error is SlackApiError {
  return error instanceof SlackApiError && codes.includes(error.code);
}
