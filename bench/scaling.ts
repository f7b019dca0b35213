import { alternate, type clocks, type StepShape, unrolledStep } from '@unrolled/tasks/speed';

type Clock = (typeof clocks)[keyof typeof clocks];

const base: StepShape = {
  cell: 'lstm',
  batch: 16,
  steps: 100,
  inputSize: 16,
  hiddenSize: 64,
  activation: 'tanh',
  target: 'class',
};

/** Milliseconds of a training step from 10 to 1,000 time steps: ten times the steps, ten times the time. */
export function stepScaling(clock: Clock): Promise<{ name: string; ms: number }[]> {
  return measure(
    [10, 100, 1000].map((steps) => ({ ...base, steps })),
    clock,
  );
}

/** The same over the batch size. */
export function batchScaling(clock: Clock): Promise<{ name: string; ms: number }[]> {
  return measure(
    [8, 64, 512].map((batch) => ({ ...base, batch })),
    clock,
  );
}

async function measure(rows: StepShape[], clock: Clock): Promise<{ name: string; ms: number }[]> {
  const name = ({ batch, steps, inputSize, hiddenSize }: StepShape) =>
    `scaling: LSTM ${batch}×${steps}×${inputSize}, ${hiddenSize}`;
  const contenders = Object.fromEntries(rows.map((row) => [name(row), unrolledStep(row)]));
  const times = await alternate(contenders, { clock });
  for (const step of Object.values(contenders)) step.dispose();
  return Object.entries(times).map(([name, ms]) => ({ name, ms }));
}
