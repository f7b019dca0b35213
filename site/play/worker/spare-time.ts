/**
 * Does something now and then, so that it takes at most a share of the time.
 *
 * @param share of all time, in (0, 1)
 * @returns a function that does it if it is due, and says whether it did
 */
export function inSpareTime(share: number, work: () => Promise<void>): () => Promise<boolean> {
  let due = 0;
  return async () => {
    const began = performance.now();
    if (began < due) return false;
    await work();
    const ended = performance.now();
    due = ended + (ended - began) * (1 / share - 1);
    return true;
  };
}
