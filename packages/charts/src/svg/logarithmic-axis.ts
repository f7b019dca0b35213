/** An axis on which powers of ten lie at equal distances, a little longer than the values, with ticks that read well. */
export function logarithmicAxis(values: readonly number[]): object {
  const exponents = values.map(Math.log10);
  const [low, high] = [Math.min(...exponents), Math.max(...exponents)];
  const margin = Math.max(0.05, 0.04 * (high - low));
  const [min, max] = [
    Math.max(10 ** (low - margin), Number.MIN_VALUE),
    Math.min(10 ** (high + margin), Number.MAX_VALUE),
  ];
  const customValues = ticks(low - margin, high + margin);
  const axisLabel = { customValues, formatter: (value: number) => value.toExponential(0) };
  return { type: 'log', min, max, axisLabel, axisTick: { customValues }, splitLine: { show: true } };
}

/** About eight powers of ten; on an axis of few of them 1, 2 and 5 of each. */
function ticks(low: number, high: number): number[] {
  const first = Math.floor(low);
  const powers = Array.from({ length: Math.ceil(high) - first + 1 }, (_, i) => first + i);
  const every = Math.ceil((high - low) / 8);
  const chosen =
    high - low < 2
      ? powers.flatMap((power) => [1, 2, 5].map((digit) => Number(`${digit}e${power}`)))
      : powers.filter((power) => power % every === 0).map((power) => Number(`1e${power}`));
  return chosen.filter((value) => Math.log10(value) >= low && Math.log10(value) <= high);
}
