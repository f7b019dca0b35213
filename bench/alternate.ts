export type Contender = () => Promise<unknown>;

/**
 * Median milliseconds of each contender. They take turns, so that a busy spell of the machine meets all alike;
 * the first turns warm up and do not count.
 */
export async function alternate(
  contenders: Readonly<Record<string, Contender>>,
  { warmUp = 2, seconds = 4, minRounds = 3 } = {},
): Promise<Record<string, number>> {
  const times = Object.fromEntries(Object.keys(contenders).map((name) => [name, [] as number[]]));
  let start = 0;
  for (let round = -warmUp; round < minRounds || performance.now() - start < 1000 * seconds; round++) {
    if (round === 0) start = performance.now();
    for (const [name, run] of Object.entries(contenders)) {
      const before = performance.now();
      await run();
      if (round >= 0) times[name]!.push(performance.now() - before);
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, values]) => [name, median(values)]));
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1]!;
}
