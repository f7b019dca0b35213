import { expect, it } from 'vitest';
import { planJob, readRecord } from '../src/index.js';

/** As run.json was in the first version: a cell, and the settings of everything side by side. */
const earlier = {
  task: { name: 'palindrome', options: { length: 8, base: 10, encoding: 'one-hot' } },
  cell: 'gru',
  settings: {
    hiddenSize: 16,
    layers: 1,
    activation: 'tanh',
    initialization: 'orthogonal',
    forgetBias: 3,
    chrono: 8,
    feedback: 'none',
    batchSize: 32,
    optimizer: 'rmsprop',
    learningRate: [0.01, 0.001],
    schedule: 'cosine',
    clipNorm: 2,
    steps: 40,
    stepsPerEpoch: 20,
    monitor: 'accuracy',
    patience: 3,
    stopAtAccuracy: null,
    gradientNorms: true,
  },
  seed: 7,
  backend: 'wasm',
  versions: { node: '20.19.0' },
  status: 'interrupted',
  history: [],
};

it('a record of the first version is read as the job that it was', () => {
  const { job, plan, ...rest } = readRecord(earlier);
  const { name, options } = earlier.task;
  // What was held out then was drawn as all else.
  expect(job.task).toEqual({ name, options: { ...options, sampling: 'independent' } });
  expect(job.model).toEqual({
    kind: 'gru',
    hiddenSize: 16,
    layers: 1,
    initialization: 'orthogonal',
    feedback: 'none',
    attention: 'none',
    dropout: 0,
    residual: false,
    layerNorm: false,
    bidirectional: false,
    chrono: 8,
  });
  expect(job.optimizer).toEqual({ kind: 'rmsprop', learningRate: [0.01, 0.001] });
  expect(job.settings).toMatchObject({
    batchSize: 32,
    clipNorm: 2,
    monitor: 'accuracy',
    steps: 40,
    patience: 3,
  });
  expect({ ...rest, plan, seed: job.seed }).toMatchObject({
    plan: { steps: 40, stepsPerEpoch: 20 },
    seed: 7,
    backend: 'wasm',
    status: 'interrupted',
  });
});

const plain = {
  plan: { steps: 1, stepsPerEpoch: 1 },
  backend: 'cpu',
  versions: {},
  status: 'done',
  history: [],
};

it('a record reads back from JSON as it was, a setting that it lacks at its default', () => {
  const job = planJob('parity');
  const record = { ...plain, job };
  expect(readRecord(JSON.parse(JSON.stringify(record)))).toEqual(record);
  const { gradientNorms: _, ...settings } = job.settings;
  expect(readRecord({ ...record, job: { ...job, settings } })).toEqual(record);
});

it('an addition beside its sum that recorded padding in front is read with the padding behind that it had', () => {
  const record = (scheme: string) => {
    const job = planJob('binary-addition', { scheme });
    const options = { ...job.task.options, padding: 'front' };
    return { ...plain, job: { ...job, task: { name: job.task.name, options } } };
  };
  expect(readRecord(record('many-to-many')).job).toEqual(planJob('binary-addition'));
  const afterwards = planJob('binary-addition', { scheme: 'encoder-decoder' });
  expect(readRecord(record('encoder-decoder')).job).toEqual(afterwards);
});

it.each([
  [{}, 'run.json names no job'],
  [{ ...earlier, task: { name: 'juggling', options: {} } }, "unknown task 'juggling'"],
  [
    { ...earlier, cell: 'perceptron' },
    'palindrome: model must be one of lstm, rnn, skip-rnn, gru, min-gru, min-lstm, lru, transformer, feedforward',
  ],
  [{ ...earlier, history: [{ epoch: 'one' }] }, 'run.json: history.0.epoch must be a number, received "one"'],
  [
    { ...earlier, task: { name: 'palindrome', options: null }, seed: -1 },
    'run.json: job.seed must be an integer',
  ],
  [
    { ...earlier, settings: { ...earlier.settings, hiddenSize: { toString: 1 } } },
    'run.json: train: hiddenSize must be an integer of at least 1, received {"toString":1}',
  ],
  ['a run', 'run.json holds no record of a run'],
  [null, 'run.json holds no record of a run'],
  [{ ...earlier, settings: null }, 'run.json names no job'],
  [{ ...earlier, task: null }, 'run.json names no job'],
  [{ ...plain, job: planJob('parity'), curve: [] }, 'run.json names no curve.every'],
])('%j is refused by name', (json, message) => {
  expect(() => readRecord(json)).toThrow(message);
});

it('a record with the name that tfjs has for both of TensorFlow has the one by which to repeat it', () => {
  expect(readRecord({ ...earlier, backend: 'tensorflow' }).backend).toBe('node');
});
