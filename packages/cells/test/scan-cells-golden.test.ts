import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { type Cell, lruCell, minGruCell, minLstmCell, unroll } from '../src/index.js';
import { leavesOf, withLeaves } from '../src/tensor-tree.js';
import { onEveryBackend } from './backends.js';

// The equations of Feng et al. 2024 and of Orvieto et al. 2023 a step at a time in PyTorch 2.15, float64, with its own
// complex numbers and its own derivatives; of each gradient the first row.

const [batch, time, inputSize, hiddenSize] = [2, 4, 2, 3];
const size = { inputSize, hiddenSize };

/** ½ sin(1.7 k + offset), k counting the numbers of a tensor: x has the offset 0, the parameters 1, 2, … in order. */
const wave = (offset: number, shape: number[]) =>
  tf.tensor(
    Array.from({ length: tf.util.sizeFromShape(shape) }, (_, k) => 0.5 * Math.sin(1.7 * k + offset)),
    shape,
    'float32',
  );

interface Golden {
  readonly cell: Cell;
  /** h_T of both examples. */
  readonly last: readonly number[];
  /** ∂Σh²/∂x of the first example. */
  readonly dx: readonly number[];
  readonly gradients: Readonly<Record<string, readonly number[]>>;
}

const golden: [string, Golden][] = [
  [
    'minGRU',
    {
      cell: minGruCell(size),
      last: [0.40760685, 0.22965963, -0.39919936, 0.34495023, 0.19136213, -0.35188536],
      dx: [
        0.09932253, -0.35231956, 0.09760006, -0.46440509, 0.12695488, -0.42463173, 0.05288763, -0.32952531,
      ],
      gradients: {
        inputKernel: [-0.04269518, 0.1081413, -0.01942037, -0.05388275, 0.127032, 0.15982744],
        bias: [0.25503968, 0.22477322, 0.48152277, 4.1516809, 2.39451224, -3.33034487],
      },
    },
  ],
  [
    'minLSTM',
    {
      cell: minLstmCell(size),
      last: [-0.14767009, 0.41443807, 0.02972741, -0.07444072, 0.41628376, -0.08300537],
      dx: [0.07655095, 0.01381373, 0.26687968, -0.1585201, 0.1938304, -0.09377302, 0.14691301, -0.07520804],
      gradients: {
        inputKernel: [
          0.01978102, 0.051799, 0.00177642, -0.02200507, -0.03445822, -0.00082431, -0.11150637, -0.04418115,
          0.09968713,
        ],
        bias: [
          0.03431102, 0.34606911, 0.03105391, -0.04645675, -0.25774467, -0.03179506, -1.62205792, 4.08102442,
          0.12281963,
        ],
      },
    },
  ],
  [
    'LRU',
    {
      cell: lruCell(size),
      last: [0.42935161, 0.12071319, -0.4545024, 0.06679972, 0.30959858, -0.14828454],
      dx: [0.02313153, 0.46834317, 0.25303135, -0.49423955, 0.16969291, 0.27474395, 0.44343801, -0.6130949],
      gradients: {
        logDecay: [-0.09688183, -0.01225654, -0.0382978],
        logPhase: [0.0454037, -0.01110532, 0.02360805],
        logScale: [0.21536836, 0.0610839, 0.09277356],
        inputKernel: [0.03737558, -0.07209746, -0.14125236, 0.05576306, 0.10972097, 0.03940493],
        stateKernel: [-0.23854355, 0.26823381, 0.10013777],
        feedthroughKernel: [0.04185662, 0.25608405, -0.05061799, -0.36497911, 0.70003286, 0.09792208],
        bias: [3.71417223, 4.18631888, -4.62689941],
      },
    },
  ],
];

onEveryBackend('the numbers of PyTorch', () => {
  test.each(golden)(
    'come out of %s by its steps and as a scan, with their gradients',
    async (_, { cell, ...expected }) => {
      const fresh = cell.init(Math.random) as Record<string, tf.Tensor>;
      const names = Object.keys(expected.gradients);
      const params = Object.fromEntries(names.map((name, i) => [name, wave(i + 1, fresh[name]!.shape)]));
      const x = wave(0, [batch, time, inputSize]);
      const close = async (tensor: tf.Tensor, numbers: readonly number[]) => {
        const received = [...(await tensor.data())].slice(0, numbers.length);
        received.forEach((number, i) => {
          expect(Math.abs(number - numbers[i]!), `[${i}]`).toBeLessThan(
            1e-5 * Math.max(1, Math.abs(numbers[i]!)),
          );
        });
      };
      for (const method of ['fused', 'step'] as const) {
        const run = (...leaves: tf.Tensor[]) =>
          unroll(cell, withLeaves(params, leaves), leaves.at(-1) as tf.Tensor3D, { method }).outputs;
        const point = [...leavesOf(params), x];
        await close(tf.slice(run(...point), [0, time - 1, 0], [batch, 1, hiddenSize]), expected.last);
        const gradients = tf.grads((...leaves: tf.Tensor[]) => tf.sum(tf.square(run(...leaves))))(point);
        await close(gradients.at(-1)!, expected.dx);
        for (const [i, name] of names.entries()) await close(gradients[i]!, expected.gradients[name]!);
      }
    },
  );
});
