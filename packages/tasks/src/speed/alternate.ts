export type Contender = () => Promise<unknown>;

/** Milliseconds on the wall, or of the processor: on a shared machine the wall measures the others too. */
export const clocks = {
  wall: () => performance.now(),
  processor: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
};

/**
 * Median milliseconds of each contender. They take turns of at least a tenth of a second, so that a busy
 * spell of the machine meets all alike and a quick one is not always measured with the caches of a slow one;
 * the first turns, until everything is compiled, do not count.
 *
 * @example
 * const contenders = {
 *   short: async () => Math.sqrt(2),
 *   long: () => new Promise((resolve) => setTimeout(resolve, 5)),
 * };
 * const { short, long } = await alternate(contenders, { seconds: 0.1 });
 * short < long; // → true
 */
export async function alternate(
  contenders: Readonly<Record<string, Contender>>,
  { warmUp = 1, seconds = 4, minRounds = 3, clock = clocks.wall } = {},
): Promise<Record<string, number>> {
  const times = Object.fromEntries(Object.keys(contenders).map((name) => [name, [] as number[]]));
  for (const run of Object.values(contenders)) {
    const warming = performance.now();
    for (let turn = 0; turn < warmUp || performance.now() - warming < 500; turn++) await run();
  }
  const start = performance.now();
  for (let round = 0; round < minRounds || performance.now() - start < 1000 * seconds; round++) {
    for (const [name, run] of Object.entries(contenders)) {
      const turn = performance.now();
      do {
        const before = clock();
        await run();
        times[name]!.push(clock() - before);
      } while (performance.now() - turn < 100);
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, values]) => [name, median(values)]));
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1]!;
}
