import type { StepShape } from '@unrolled/tasks/speed';

/** A training step to measure. */
export interface Row extends StepShape {
  /** Left out on the cpu backend, where TensorFlow.js takes minutes a step. */
  readonly wasmOnly?: boolean;
}

const mnistRows = {
  batch: 64,
  steps: 28,
  inputSize: 28,
  hiddenSize: 150,
  activation: 'tanh',
  target: 'class',
} as const;

export const rows: readonly Row[] = [
  { cell: 'lstm', ...mnistRows },
  { cell: 'gru', ...mnistRows },
  { cell: 'rnn', ...mnistRows },
  { ...mnistRows, cell: 'lstm', batch: 128, steps: 19, inputSize: 10, hiddenSize: 128 },
  {
    cell: 'rnn',
    batch: 128,
    steps: 17,
    inputSize: 2,
    hiddenSize: 10,
    activation: 'relu',
    target: 'bits',
  },
  { ...mnistRows, cell: 'lstm', batch: 32, steps: 784, inputSize: 1, hiddenSize: 128, wasmOnly: true },
];
