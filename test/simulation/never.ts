/** What a dead bot waits for. */
export function never(): Promise<never> {
  return Promise.withResolvers<never>().promise;
}
