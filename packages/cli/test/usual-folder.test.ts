import { allSettings, planJob } from '@unrolled/tasks/spec';
import { expect, it } from 'vitest';
import { usualFolder } from '../src/usual-folder.js';

it('names the task, the model, the length and the seed', () => {
  expect(usualFolder(planJob('palindrome'))).toMatch(/^runs\/palindrome-\w+-length5-seed1$/);
  expect(usualFolder(planJob('mnist-rows', {}, { model: 'lstm', seed: 7 }))).toBe(
    'runs/mnist-rows-lstm-seed7',
  );
});

it('names each option and setting that is not as usual', () => {
  const job = planJob(
    'palindrome',
    { length: 9, encoding: 'scalar' },
    {
      model: 'gru',
      settings: { hiddenSize: 7, optimizer: 'sgd', steps: 30, stopAtAccuracy: null },
      backend: 'cpu',
    },
  );
  expect(usualFolder(job)).toBe(
    'runs/palindrome-gru-length9-encodingscalar-sgd-hiddenSize7-steps30-stopAtAccuracynone-backendcpu-seed1',
  );
});

it('names the file that is learnt from, and not the folder that it is in', () => {
  const job = planJob('data', { data: '../my data/sales (1).csv', window: 7 });
  expect(usualFolder(job)).toBe('runs/sales_1_-lstm-window7-seed1');
});

it('leaves out an option that follows from another', () => {
  const job = planJob('binary-addition', { scheme: 'encoder-decoder' });
  expect(job.task.options.padding).toBe('front');
  expect(usualFolder(job)).toBe('runs/binary-addition-rnn-length16-schemeencoder-decoder-seed1');
});

const values: Record<string, unknown> = {
  ...Object.fromEntries(Object.keys(allSettings).map((name) => [name, 5])),
  activation: 'relu',
  optimizer: 'momentum',
  gradientNorms: true,
};
const usual = planJob('palindrome', {}, { model: 'lstm' });
const changed = Object.keys(values).flatMap((name) => {
  try {
    return [
      [name, planJob('palindrome', {}, { model: 'lstm', settings: { [name]: values[name] } })] as const,
    ];
  } catch {
    return []; // no setting of this model, or no value of its
  }
});

it.each(changed)('tells runs of another %s apart', (_, job) => {
  expect(usualFolder(job)).not.toBe(usualFolder(usual));
});
