import { beforeEach } from "vitest";

/** In a story each test goes on where the one before ended, so nothing is waited for after a failure. */
export function endAtFirstFailure(): void {
  let hasFailed = false;
  beforeEach(({ skip, onTestFailed }) => {
    skip(hasFailed, "an earlier part of the story failed");
    onTestFailed(() => {
      hasFailed = true;
    });
  });
}
