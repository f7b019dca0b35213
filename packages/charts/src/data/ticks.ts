/**
 * About `count` round values from `low` to `high`, a multiple of 1, 2 or 5 times a power of ten apart.
 *
 * @example
 * linearTicks(0, 1, 5).ticks; // → [0, 0.2, 0.4, 0.6, 0.8, 1]
 */
export function linearTicks(low: number, high: number, count: number): { ticks: number[]; step: number } {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((digit) => digit * power >= rough * (1 - 1e-9)) ?? 10);
  const first = Math.ceil(low / step - 1e-9);
  const ticks = Array.from(
    { length: Math.floor(high / step + 1e-9) - first + 1 },
    (_, i) => (first + i) * step,
  );
  return { ticks, step };
}

/**
 * About eight powers of ten between 10^low and 10^high; where there are few of them, 1, 2 and 5 of each.
 *
 * @example
 * logarithmicTicks(-2, 1); // → [0.01, 0.1, 1, 10]
 */
export function logarithmicTicks(low: number, high: number): number[] {
  const first = Math.floor(low);
  const powers = Array.from({ length: Math.ceil(high) - first + 1 }, (_, i) => first + i);
  const every = Math.ceil((high - low) / 8);
  const chosen =
    high - low < 2
      ? powers.flatMap((power) => [1, 2, 5].map((digit) => Number(`${digit}e${power}`)))
      : powers.filter((power) => power % every === 0).map((power) => Number(`1e${power}`));
  return chosen.filter((value) => Math.log10(value) >= low && Math.log10(value) <= high);
}
