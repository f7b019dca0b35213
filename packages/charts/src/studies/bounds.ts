import type { BoundStudy } from '@unrolled/analysis';
import type { LineChart } from '../data/chart.js';
import type { Words } from '../data/words.js';

/**
 * The bound against the distance, on a log axis, beside 1, where a gradient neither vanishes nor explodes.
 *
 * @example
 * boundsChart(boundStudy({ recurrentKernel: 0.5 })).logarithmic; // → true
 */
export function boundsChart({ activation, norm, skipNorm, bounds }: BoundStudy): LineChart {
  const positive = bounds.filter(({ bound }) => bound > 0 && Number.isFinite(bound));
  const distances = bounds.map(({ distance }) => distance);
  return {
    title: `Bound on the gradient: ${activation}, ‖W‖ = ${norm}${skipNorm > 0 ? `, ‖M‖ = ${skipNorm}` : ''}`,
    xLabel: 'distance T − t (time steps)',
    yLabel: 'bound on ‖∂h_T/∂h_t‖',
    logarithmic: true,
    series: [
      {
        name: 'neither vanishes nor explodes',
        reference: true,
        points: distances.map((distance) => [distance, 1] as const),
      },
      { name: 'bound', points: positive.map(({ distance, bound }) => [distance, bound] as const) },
    ],
  };
}

/**
 * The study in words and numbers.
 *
 * @example
 * console.log(inCharacters(describeBounds(boundStudy({ recurrentKernel: 0.5 })), { unicode: true }));
 */
export function describeBounds(study: BoundStudy): Words {
  const { activation, gamma, norm, growth, criticalNorm, regime, bounds } = study;
  const meaning = {
    vanishes: 'every gradient vanishes',
    bounded: 'gradients neither vanish for certain nor explode',
    'may explode': 'gradients may explode',
  } as const;
  return [
    `${activation}: |φ′| ≤ γ = ${gamma}; the largest ‖W‖ that cannot explode is ${criticalNorm}`,
    `‖W‖ = ${norm}: the bound grows by a factor ${growth.toPrecision(4)} a step, so ${meaning[regime]}`,
    '',
    {
      head: ['T−t', 'bound'],
      rows: bounds.map(({ distance, bound }) => [String(distance), bound.toExponential(3)]),
    },
  ];
}
