/**
 * Whether `work` ends before a timer of the same process does that is set now, `ms` milliseconds long. On a machine
 * that is short of time both are late alike; a clock on the wall would blame the work.
 */
export async function endsWithin(ms: number, work: () => Promise<unknown>): Promise<boolean> {
  let isInTime = true;
  const timer = setTimeout(() => {
    isInTime = false;
  }, ms);
  try {
    await work();
    return isInTime;
  } finally {
    clearTimeout(timer);
  }
}
