import { mkdtempSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { readSafetensors, writeSafetensors } from '@unrolled/cells';
import { beforeAll, describe, expect, it } from 'vitest';
import { exportRun } from '../src/export/index.js';
import {
  createTask,
  loadModel,
  planJob,
  predictRun,
  runJob,
  signatureOf,
  type TaskOptions,
  taskDefinitions,
} from '../src/index.js';
import { runDirectory } from '../src/node.js';
import { ofEach } from '../src/spec/standardization.js';

const folder = mkdtempSync(join(tmpdir(), 'unrolled-model-'));
const settings = { hiddenSize: 6, steps: 2, batchSize: 4 };

beforeAll(() => tf.setBackend('cpu'));

/** A number and a symbol a step, of one to seven steps, answered by up to eight. */
const file = new TextEncoder().encode(
  Array.from({ length: 60 }, (_, i) => {
    const steps = Array.from({ length: 1 + (i % 7) }, (_, t) => ({
      n: ((i * t) % 9) + (t % 2),
      s: 'ab'[(i + t) % 2],
    }));
    return JSON.stringify({
      inputs: steps.map(({ n, s }) => [n, s]),
      targets: 'xyz'.repeat(1 + (i % 3)).slice(1),
    });
  }).join('\n'),
);

/** Trains for a moment. */
async function trained(name: string, options: TaskOptions = {}, model?: 'gru' | 'feedforward') {
  const path = mkdtempSync(join(folder, `${name}-`));
  const store = runDirectory(path);
  const planned = planJob(name, options, { settings, ...(model && { model }), backend: 'cpu' });
  const task = await createTask(name, planned.task.options, { readFile: async () => file });
  const job = { ...planned, task: { ...planned.task, ...(task.made && { made: task.made }) } };
  for await (const _ of runJob(job, { store, task })) {
    // to the end
  }
  const batch = task.examples.heldOut('fresh', 1, 3).next().value!;
  const weights = await store.readModel();
  return { path, job, task, batch, weights, expected: await predictRun(task, job.model, weights, batch) };
}

const kinds: [string, string, TaskOptions, 'gru' | 'feedforward' | undefined][] = [
  ['a class at the end', 'palindrome', { length: 4, encoding: 'scalar' }, 'gru'],
  ['a class at every step', 'copy-memory', { length: 3 }, undefined],
  ['digits at every step', 'binary-addition', { length: 4 }, undefined],
  ['digits after all was read', 'binary-addition', { length: 4, scheme: 'encoder-decoder' }, undefined],
  ['a real number', 'adding-problem', { length: 5 }, undefined],
  ['a class, from all steps at once', 'palindrome', { length: 4 }, 'feedforward'],
];

describe('a loaded model', () => {
  it.each(kinds)('answers what the run answers: %s', async (_, name, options, kind) => {
    const { path, task, batch, expected } = await trained(name, options, kind);
    const model = await loadModel(path);
    expect(model.signature).toEqual(signatureOf(task));
    const answers = await model.predict(batch.inputs);
    model.dispose();
    for (const [i, { predicted, probabilities, outputs }] of answers.entries()) {
      if (batch.mask) continue; // of which predictRun leaves steps out
      if (task.dataset.targetKind !== 'real')
        expect(probabilities!.flat()).toEqual(expected[i]!.probabilities);
      else expect(outputs.flat()[0]).toBeCloseTo(Number(expected[i]!.output), 3);
      if (task.dataset.scheme === 'many-to-one' && probabilities)
        expect(predicted).toEqual([expected[i]!.output]);
    }
    expect(answers).toHaveLength(3);
  });

  it.each([
    ['digits', 'binary-addition', { length: 5, scheme: 'encoder-decoder' }],
    ['numbers and symbols of a file', 'data', { data: 'own.jsonl', scheme: 'encoder-decoder' }],
  ] as const)(
    'pads what a writer reads as training does, and not what is as long already: %s',
    async (_, name, options) => {
      const { path, batch, task, expected } = await trained(name, options);
      const model = await loadModel(path);
      const [count, steps, size] = batch.inputs.shape as [number, number, number];
      const whole = await model.predict(batch.inputs);
      const padding = Float32Array.from(ofEach(task.dataset.paddedWith ?? 0, size));
      const lengths = [];
      for (let i = 0; i < count; i++) {
        const rows = Array.from({ length: steps }, (_, t) => [
          ...(batch.inputs.data as Float32Array).subarray((i * steps + t) * size, (i * steps + t + 1) * size),
        ]);
        const first = rows.findIndex((row) => row.join() !== padding.join());
        const short = rows.slice(first);
        lengths.push(short.length);
        expect(await model.predict([short])).toEqual([whole[i]]);
        // And as the run answers, which reads what is padded.
        const { probabilities } = expected[i]!;
        if (name === 'data') expect(whole[i]!.probabilities!.flat()).toEqual(probabilities);
      }
      expect(Math.min(...lengths)).toBeLessThan(steps);
      model.dispose();
    },
  );

  it('answers each sequence as if it came alone, whatever lengths come together', async () => {
    const { path } = await trained('parity', { length: 6 });
    const model = await loadModel(path);
    const sequences = [[[1], [0], [1]], [[1]], [[0], [1], [1]], [[1], [1]]];
    const together = await model.predict(sequences);
    for (const [i, sequence] of sequences.entries()) {
      const [alone] = await model.predict([sequence]);
      expect(together[i]!.predicted).toEqual(alone!.predicted);
      expect(together[i]!.predicted).toHaveLength(sequence.length);
    }
    model.dispose();
  });

  it('is the same from its folder, its exported file, its bytes and its files', async () => {
    const { path, job, task, batch, weights } = await trained('palindrome', { length: 5 });
    const bytes = (await exportRun(task, job, weights, 'safetensors')) as Uint8Array<ArrayBuffer>;
    const file = join(folder, 'shipped.safetensors');
    await writeFile(file, bytes);
    const bare = { 'model.safetensors': writeSafetensors(readSafetensors(bytes).tensors) };
    const record = JSON.stringify(await runDirectory(path).readRecord());
    const sources = [
      path,
      file,
      bytes,
      bytes.buffer,
      new Blob([bytes]),
      { 'model.safetensors': bytes },
      { ...bare, 'run.json': new Blob([record]) },
    ];
    const answers = [];
    for (const source of sources) {
      const model = await loadModel(source);
      answers.push(await model.predict(batch.inputs));
      model.dispose();
    }
    for (const each of answers) expect(each).toEqual(answers[0]);
    await expect(loadModel(bare)).rejects.toThrow(
      'loadModel: the weights do not say of which model they are; give run.json, too',
    );
  });

  it('is refused when a bit of it was altered, or it is not there', async () => {
    const { job, task, weights } = await trained('parity', { length: 4 });
    const bytes = (await exportRun(task, job, weights, 'safetensors')) as Uint8Array;
    bytes[bytes.length - 3]! ^= 1;
    await expect(loadModel(bytes)).rejects.toThrow('its content was altered');
    await expect(loadModel(join(folder, 'nowhere'))).rejects.toThrow(/ENOENT.*nowhere/);
    await expect(loadModel({})).rejects.toThrow('loadModel: model.safetensors must be among the files');
  });

  it('is refused in words where what its file says of it cannot be', async () => {
    const { job, task, weights } = await trained('parity', { length: 4 });
    const bytes = (await exportRun(task, job, weights, 'safetensors')) as Uint8Array;
    const { tensors, metadata } = readSafetensors(bytes);
    const { sha256: _, ...said } = metadata;
    const before = tf.memory().numTensors;
    for (const name of ['model', 'signature'] as const) {
      const fields = JSON.parse(said[name]!);
      for (const field of Object.keys(fields)) {
        for (const wrong of [null, -1, 1e9, 0.5, 'x', [], {}, [[[]]]]) {
          const changed = { ...said, [name]: JSON.stringify({ ...fields, [field]: wrong }) };
          const refused = await loadModel(writeSafetensors(tensors, changed)).then(
            (model) => model.dispose(), // as one of other biases to begin with is no other model
            (error: Error) => error,
          );
          if (refused) expect(refused.message).not.toMatch(/Cannot|undefined|not a function|not iterable/);
        }
      }
      for (const text of ['', '{', 'null', '[]']) {
        const changed = writeSafetensors(tensors, { ...said, [name]: text });
        await expect(loadModel(changed)).rejects.toThrow(`its ${name}`);
      }
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  it('says which number is wrong and what would be right, and leaves no tensor behind', async () => {
    const { path } = await trained('palindrome', { length: 4 }, 'feedforward');
    const before = tf.memory().numTensors;
    const model = await loadModel(path);
    const digit = Array.from({ length: 10 }, (_, k) => Number(k === 0));
    for (const [inputs, message] of [
      [[], 'the sequences must be a list of them, or an array with its shape'],
      [[[digit]], 'sequence 0 must have 3 steps, received 1'],
      [[[digit, digit, [1, 2]]], 'step 2 of sequence 0 must have 10 finite numbers, received [1, 2]'],
      [
        [[digit, digit.with(0, Number.NaN), digit]],
        'step 1 of sequence 0 must have 10 finite numbers, received [NaN, 0, 0, 0, 0, 0, 0, 0, 0, 0]',
      ],
      [
        { data: new Float32Array(9), shape: [1, 3, 3] },
        'the array must have shape [batch, time, 10], received [1, 3, 3] and 9 numbers',
      ],
    ] as const) {
      await expect(model.predict(inputs)).rejects.toThrow(`predict: ${message}`);
    }
    await model.predict([[digit, digit, digit]]);
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

it.each(Object.values(taskDefinitions).filter(({ name }) => !name.startsWith('mnist')))(
  'a model of $name says what it reads and answers in JSON that comes back the same',
  async ({ name }) => {
    const own = Array.from({ length: 9 }, (_, i) => `{"inputs": [${i}, 1], "target": ${i / 4}}`).join('\n');
    const options = name === 'data' ? { data: 'own.jsonl' } : {};
    const readFile = async () => new TextEncoder().encode(own);
    const signature = signatureOf(await createTask(name, options, { readFile }));
    expect(JSON.parse(JSON.stringify(signature))).toEqual(signature);
    expect(signature.classes?.length ?? signature.outputSize).toBe(signature.outputSize);
  },
);
