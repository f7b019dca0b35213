import { logarithmicTicks } from '../data/ticks.js';

/** An axis on which powers of ten lie at equal distances, a little longer than the values, with ticks that read well. */
export function logarithmicAxis(values: readonly number[]): object {
  const exponents = values.map(Math.log10);
  const [low, high] = [Math.min(...exponents), Math.max(...exponents)];
  const margin = Math.max(0.05, 0.04 * (high - low));
  const [min, max] = [
    Math.max(10 ** (low - margin), Number.MIN_VALUE),
    Math.min(10 ** (high + margin), Number.MAX_VALUE),
  ];
  const customValues = logarithmicTicks(low - margin, high + margin);
  const axisLabel = { customValues, formatter: (value: number) => value.toExponential(0) };
  return { type: 'log', min, max, axisLabel, axisTick: { customValues }, splitLine: { show: true } };
}
