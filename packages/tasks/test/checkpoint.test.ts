import { expect, it } from 'vitest';
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from '../src/runs/checkpoint.js';
import { planJob } from '../src/spec/index.js';

it('a checkpoint of before there was a setting is one with its default', async () => {
  const job = planJob('parity');
  const { patience: _, ...earlier } = job.settings;
  const position = {
    job: { ...job, settings: earlier },
    plan: { steps: 10, stepsPerEpoch: 5 },
    backend: 'cpu',
    versions: {},
    step: 3,
    sums: { steps: 3, loss: 1, accuracy: 2, gradientNorm: 3 },
    history: [],
  } as unknown as Checkpoint['position'];
  const stored = await encodeCheckpoint({ position, tensors: {} });
  expect((await decodeCheckpoint(stored)).position).toEqual({ ...position, job });
});
