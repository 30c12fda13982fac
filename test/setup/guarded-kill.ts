const kill = process.kill.bind(process);

/**
 * A test that finds no process has 0 in hand, and a signal to that goes to all of its own group: to the whole run of the
 * tests, and to what has started it. Such a test fails instead.
 */
process.kill = (pid, signal) => {
  if (!Number.isSafeInteger(pid) || Math.abs(pid) < 2)
    throw new RangeError(`${pid} is no process to be ended`);
  return kill(pid, signal);
};
