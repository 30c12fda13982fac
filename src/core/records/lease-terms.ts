/**
 * What the watchdog on a pod goes by when the bot is silent. In seconds from its arrival, so that the two clocks need not
 * agree.
 */
export type LeaseTerms = {
  /** So long the bot may be silent. */
  readonly leaseS: number;
  /** Time without use after which a pod that nobody looks after is stopped. */
  readonly idleS: number;
  /** It is not stopped for idleness before that: it is kept, or the bot knows of a use that the pod can't see. */
  readonly keepS: number;
  /** It is ended then, whatever goes on. */
  readonly limitS: number;
};
