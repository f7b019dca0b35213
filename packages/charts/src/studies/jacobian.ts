import type { JacobianStudy } from '@unrolled/analysis';
import type { LineChart } from '../data/chart.js';
import type { Words } from '../data/words.js';

/**
 * The measured norm and its bound against the time step, on a log axis.
 *
 * @example
 * const params = { inputKernel: Float64Array.of(1), recurrentKernel: Float64Array.of(0.5) };
 * const study = jacobianStudy({ cell: 'rnn', inputSize: 1, hiddenSize: 1, params, inputs: new Float64Array(3) });
 * jacobianChart(study, 'rnn').title; // → 'Gradient through time: rnn'
 */
export function jacobianChart({ steps }: JacobianStudy, network: string): LineChart {
  const points = (value: (step: JacobianStudy['steps'][number]) => number) =>
    steps.flatMap((step) => {
      const y = value(step);
      return y > 0 && Number.isFinite(y) ? [[step.step, y] as const] : [];
    });
  return {
    title: `Gradient through time: ${network}`,
    xLabel: 'time step t',
    yLabel: '‖∂s_T/∂s_t‖',
    logarithmic: true,
    series: [
      { name: 'bound', points: points(({ bound }) => bound) },
      { name: 'measured', points: points(({ measured }) => measured) },
    ],
  };
}

/**
 * The study in numbers.
 *
 * @example
 * const params = { inputKernel: Float64Array.of(1), recurrentKernel: Float64Array.of(0.5) };
 * const study = jacobianStudy({ cell: 'rnn', inputSize: 1, hiddenSize: 1, params, inputs: new Float64Array(3) });
 * console.log(inCharacters(describeJacobian(study, 'rnn'), { unicode: true }));
 */
export function describeJacobian({ steps }: JacobianStudy, network: string): Words {
  const rows = steps.map(({ step, distance, measured, bound }) => [
    String(step),
    String(distance),
    measured.toExponential(3),
    bound.toExponential(3),
  ]);
  return [network, '', { head: ['t', 'T−t', 'measured', 'bound'], rows }];
}
