import type { StepSpeed } from '@unrolled/tasks/speed';
import type { Words } from '../data/words.js';

const milliseconds = (ms: number) => `${ms.toFixed(ms < 10 ? 2 : ms < 100 ? 1 : 0)} ms`;
const title = ({ cell, batch, steps, inputSize, hiddenSize }: StepSpeed['shape']) =>
  `${cell.toUpperCase()} ${batch}×${steps}×${inputSize}, ${hiddenSize} units`;

/**
 * Training steps beside those of tf.layers.
 *
 * @example
 * const shape = palindromeStep('lstm');
 * const words = describeSpeeds('wasm', [{ shape, ours: 10, layers: 100, ratio: 10, gflops: 30 }]);
 * console.log(inCharacters(words, { unicode: true }));
 */
export function describeSpeeds(backend: string, speeds: readonly StepSpeed[]): Words {
  const rows = speeds.map(({ shape, ours, layers, ratio, gflops }) => [
    title(shape),
    milliseconds(ours),
    layers === null ? '' : milliseconds(layers),
    ratio === null ? '' : `${ratio.toFixed(1)}×`,
    gflops.toFixed(1),
  ]);
  return [
    { head: ['training step', 'unrolled', 'tf.layers', 'ratio', 'GFLOP/s'], rows },
    '',
    `backend ${backend}; batch × steps × features; medians of steps that take turns`,
    ...(speeds.some(({ layers }) => layers === null)
      ? ['tf.layers is not here to be compared with: npm install @tensorflow/tfjs-layers']
      : []),
  ];
}

/**
 * One training step in a line.
 *
 * @example
 * const shape = palindromeStep('lstm');
 * describeSpeed({ shape, ours: 10, layers: 100, ratio: 10, gflops: 30 });
 * // → 'LSTM 128×19×10, 128 units: 10.0 ms a training step, tf.layers 100 ms, 10.0× as fast (30.0 GFLOP/s)'
 */
export function describeSpeed({ shape, ours, layers, ratio, gflops }: StepSpeed): string {
  const step = `${title(shape)}: ${milliseconds(ours)} a training step`;
  const rate = `(${gflops.toFixed(1)} GFLOP/s)`;
  return layers === null || ratio === null
    ? `${step} ${rate}`
    : `${step}, tf.layers ${milliseconds(layers)}, ${ratio.toFixed(1)}× as fast ${rate}`;
}
