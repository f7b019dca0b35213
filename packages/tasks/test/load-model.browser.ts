import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { exportRun } from '../src/export/index.js';
import { createTask, initialWeights, loadModel, type ModelAnswer, planJob } from '../src/index.js';

const sequences = [
  [[1], [0], [1], [1]],
  [[0], [1]],
];

async function model(): Promise<Blob> {
  await tf.setBackend('cpu');
  const job = planJob('parity', { length: 6 }, { settings: { hiddenSize: 4 } });
  const task = await createTask('parity', job.task.options);
  const file = await exportRun(task, job, await initialWeights(task, job.model, 1), 'safetensors');
  return new Blob([file as Uint8Array<ArrayBuffer>]);
}

it('a browser loads a model from an address or a file, and gets the same answers', async () => {
  const file = await model();
  const address = `${URL.createObjectURL(file)}#.safetensors`;
  const answers = [];
  for (const source of [file, address]) {
    const loaded = await loadModel(source);
    answers.push(await loaded.predict(sequences));
    loaded.dispose();
  }
  expect(answers[1]).toEqual(answers[0]);
  expect(answers[0]!.map(({ predicted }) => predicted.length)).toEqual([4, 2]);
});

it('a worker loads it, too, and answers the same', async () => {
  const file = await model();
  const worker = new Worker(new URL('./load-model.worker.ts', import.meta.url), { type: 'module' });
  const inWorker = await new Promise<ModelAnswer[]>((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage({ file, sequences });
  });
  worker.terminate();
  const here = await loadModel(file);
  for (const [i, { predicted, probabilities }] of (await here.predict(sequences)).entries()) {
    expect(inWorker[i]!.predicted).toEqual(predicted);
    for (const [t, [chance]] of probabilities!.entries())
      expect(inWorker[i]!.probabilities![t]![0]).toBeCloseTo(chance!, 6);
  }
  here.dispose();
});
