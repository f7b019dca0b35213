import type { RatioStudy } from '@unrolled/analysis';
import type { LineChart } from '../data/chart.js';
import type { Words } from '../data/words.js';

/**
 * The gradient through T sigmoids as a share of the gradient through T tanhs, exact and approximate.
 *
 * @example
 * ratioChart(ratioStudy({ epsilon: 0.05 }), true).series.length; // → 2
 */
export function ratioChart({ epsilon, powers }: RatioStudy, logarithmic: boolean): LineChart {
  return {
    title: `(σ′/tanh′)^T at ε = ${epsilon}`,
    xLabel: 'time steps T',
    yLabel: 'ratio of gradients',
    logarithmic,
    series: [
      { name: 'exact', points: powers.map(({ steps, exact }) => [steps, exact] as const) },
      { name: 'approximate', points: powers.map(({ steps, approximate }) => [steps, approximate] as const) },
    ],
  };
}

/**
 * By how much the approximate ratio is above the exact one after T steps, relative to it.
 *
 * @example
 * ratioErrorChart(ratioStudy({ epsilon: 0.05 })).series.length; // → 1
 */
export function ratioErrorChart({ epsilon, powers }: RatioStudy): LineChart {
  return {
    title: `What the approximation is off by at ε = ${epsilon}`,
    xLabel: 'time steps T',
    yLabel: 'approximate / exact − 1',
    series: [
      {
        name: 'relative error',
        points: powers.map(({ steps, exact, approximate }) => [steps, approximate / exact - 1] as const),
      },
    ],
  };
}

/**
 * The study in words and numbers.
 *
 * @example
 * console.log(inCharacters(describeRatio(ratioStudy({ epsilon: 0.05 })), { unicode: true }));
 */
export function describeRatio({ epsilon, ratio, powers, decayRate, interval }: RatioStudy): Words {
  const rows = powers.map(({ steps, exact, approximate }) => [
    String(steps),
    exact.toExponential(4),
    approximate.toExponential(4),
  ]);
  return [
    `σ′(ε)/tanh′(ε) at ε = ${epsilon}: ${ratio.exact.toFixed(6)} exact, ${ratio.approximate.toFixed(6)} approximate`,
    `lost per step: ${decayRate.exact.toFixed(4)} nats exact, ${decayRate.approximate.toFixed(4)} approximate`,
    `σ′ ≤ tanh′ for |ε| ≤ ${interval.exact.toFixed(4)} exact, ${interval.approximate.toFixed(4)} approximate`,
    '',
    { head: ['T', 'exact', 'approximate'], rows },
  ];
}
