import { alternate } from './alternate.js';
import type { Row } from './rows.js';
import { unrolledStep } from './unrolled-step.js';

const base: Row = {
  cell: 'lstm',
  batch: 16,
  steps: 100,
  inputSize: 16,
  hiddenSize: 64,
  activation: 'tanh',
  target: 'class',
};

/** Milliseconds of a training step from 10 to 1,000 time steps: ten times the steps, ten times the time. */
export function stepScaling(): Promise<{ name: string; ms: number }[]> {
  return measure([10, 100, 1000].map((steps) => ({ ...base, steps })));
}

/** The same over the batch size. */
export function batchScaling(): Promise<{ name: string; ms: number }[]> {
  return measure([8, 64, 512].map((batch) => ({ ...base, batch })));
}

async function measure(rows: Row[]): Promise<{ name: string; ms: number }[]> {
  const name = ({ batch, steps, inputSize, hiddenSize }: Row) =>
    `scaling: LSTM ${batch}×${steps}×${inputSize}, ${hiddenSize}`;
  const times = await alternate(Object.fromEntries(rows.map((row) => [name(row), unrolledStep(row)])));
  return Object.entries(times).map(([name, ms]) => ({ name, ms }));
}
