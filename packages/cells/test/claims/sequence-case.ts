import * as tf from '@tensorflow/tfjs';
import { type Activation, gradName, type SequenceName, sequences } from '@unrolled/kernels/contract';
import { gatedScan } from '../../src/ops/gated-scan.js';
import { gruSequence } from '../../src/ops/gru-sequence.js';
import { linearScan } from '../../src/ops/linear-scan.js';
import { lstmSequence } from '../../src/ops/lstm-sequence.js';
import { rnnSequence } from '../../src/ops/rnn-sequence.js';
import { seeded } from '../numbers.js';

/** One call of a sequence kernel and of its gradient kernel. */
export interface Case {
  readonly name: SequenceName;
  readonly batch: number;
  readonly steps: number;
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly hasBias: boolean;
  readonly hasMask: boolean;
  /** Only with resetAfter of the GRU. */
  readonly hasRecurrentBias: boolean;
  /** Only for the LSTM: something depends on its cell state. */
  readonly hasCellGradient: boolean;
  readonly reverse: boolean;
  readonly resetAfter: boolean;
  readonly activation: Activation;
  /** Only for the scan, which then has twice as many units. */
  readonly complex: boolean;
  readonly inputGradient: boolean;
  readonly seed: number;
}

export const plainCase: Case = {
  name: 'LstmSequence',
  batch: 3,
  steps: 5,
  inputSize: 2,
  hiddenSize: 4,
  hasBias: true,
  hasMask: true,
  hasRecurrentBias: true,
  hasCellGradient: true,
  reverse: false,
  resetAfter: true,
  activation: 'tanh',
  complex: false,
  inputGradient: true,
  seed: 1,
};

/** float64 values in row-major order by tensor name. */
export type Values = Readonly<Record<string, Float64Array>>;

/** The shapes of every input of a case, by name, gradients of the outputs included. */
export function shapes(c: Case): Record<string, number[]> {
  if (c.name === 'LinearScan' || c.name === 'GatedScan') return scanShapes(c);
  const gates = sequences[c.name].gates * c.hiddenSize;
  const isLstm = c.name === 'LstmSequence';
  return {
    x: [c.batch, c.steps, c.inputSize],
    inputKernel: [c.inputSize, gates],
    recurrentKernel: [c.hiddenSize, gates],
    initialHidden: [c.batch, c.hiddenSize],
    ...(isLstm && { initialCell: [c.batch, c.hiddenSize] }),
    ...(c.hasBias && { bias: [gates] }),
    ...(c.name === 'GruSequence' && c.hasRecurrentBias && c.resetAfter && { recurrentBias: [gates] }),
    ...(c.hasMask && { mask: [c.batch, c.steps] }),
    dHidden: [c.batch, c.steps, c.hiddenSize],
    ...(isLstm && c.hasCellGradient && { dCell: [c.batch, c.steps, c.hiddenSize] }),
  };
}

function scanShapes({ name, batch, steps, hiddenSize, hasMask, complex }: Case): Record<string, number[]> {
  const units = complex && name === 'LinearScan' ? 2 * hiddenSize : hiddenSize;
  const each = [batch, steps, units];
  const mask = hasMask && { mask: [batch, steps] };
  return {
    x: each,
    [name === 'GatedScan' ? 'gate' : 'decay']: each,
    initialHidden: [batch, units],
    ...mask,
    dHidden: each,
  };
}

/** Random float32 values for every input of a case; weights shrink with their fan-in, so that gates stay lively. */
export function randomValues(c: Case): Values {
  const random = seeded(c.seed);
  const draw = (name: string, scale: number) =>
    name === 'mask' ? Number(random() < 0.7) : Math.fround(scale * (2 * random() - 1));
  return Object.fromEntries(
    Object.entries(shapes(c)).map(([name, shape]) => {
      const scale = name.endsWith('Kernel') ? 2 / Math.sqrt(shape[0]!) : 1;
      const length = tf.util.sizeFromShape(shape);
      return [name, Float64Array.from({ length }, () => draw(name, scale))];
    }),
  );
}

export function tensorsOf(c: Case, values: Values): Record<string, tf.Tensor> {
  return Object.fromEntries(
    Object.entries(shapes(c)).map(([name, shape]) => [
      name,
      tf.tensor(Float32Array.from(values[name]!), shape),
    ]),
  );
}

/** Has the current backend its kernels: cells register their composition where it has none. */
export function registerSequenceKernels(): void {
  tf.tidy(() => {
    const { inputKernel, x, recurrentKernel, initialHidden } = tensorsOf(
      { ...plainCase, name: 'RnnSequence' },
      randomValues({ ...plainCase, name: 'RnnSequence' }),
    ) as Record<string, tf.Tensor> & { x: tf.Tensor };
    const weights = { inputKernel: inputKernel!, recurrentKernel: recurrentKernel! };
    const packed = (gates: number) => ({
      inputKernel: tf.tile(weights.inputKernel, [1, gates]),
      recurrentKernel: tf.tile(weights.recurrentKernel, [1, gates]),
    });
    const states = { initialHidden: initialHidden!, initialCell: initialHidden! };
    rnnSequence({ x, ...weights, ...states }, { activation: 'tanh', reverse: false });
    gruSequence({ x, ...packed(3), ...states }, { resetAfter: true, reverse: false });
    lstmSequence({ x, ...packed(4), ...states }, { reverse: false });
    const [batch, , features] = x.shape as [number, number, number];
    const initial = tf.zeros<tf.Rank.R2>([batch, features]);
    linearScan({ x, decay: x, initialHidden: initial }, { complex: false, reverse: false });
    gatedScan({ x, gate: x, initialHidden: initial }, { reverse: false });
  });
}

export const attributesOf = ({ reverse, resetAfter, activation, complex, inputGradient }: Case) => ({
  reverse,
  resetAfter,
  activation,
  complex,
  inputGradient,
});

/** Runs both kernels of the current backend; their outputs in the order of the contract, and all that the second read. */
export function runBoth(
  c: Case,
  inputs: Record<string, tf.Tensor>,
): { forward: tf.Tensor[]; backward: tf.Tensor[]; saved: Record<string, tf.Tensor> } {
  const { dHidden, dCell, ...given } = inputs;
  const attrs = attributesOf(c);
  const forward = tf.engine().runKernel<tf.Tensor[]>(c.name, given, attrs);
  const names = Object.keys(sequences[c.name].outputs);
  const saved = { ...inputs, ...Object.fromEntries(names.map((name, i) => [name, forward[i]!])) };
  return { forward, backward: tf.engine().runKernel<tf.Tensor[]>(gradName(c.name), saved, attrs), saved };
}
