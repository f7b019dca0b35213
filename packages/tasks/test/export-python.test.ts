import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { createRng } from '@unrolled/datasets';
import { strToU8, zipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { exportRun, usage } from '../src/export/index.js';
import {
  createModel,
  createTask,
  type ExportFormat,
  planJob,
  type Task,
  type TaskOptions,
} from '../src/index.js';
import { toModelTensors } from '../src/model/model-tensors.js';
import { namedArrays } from '../src/model/parameter-tree.js';

// The readers themselves, where they are installed: UNROLLED_PYTHON names a Python that has them.
const python = process.env.UNROLLED_PYTHON ?? 'python3';
const has = (module: string) => spawnSync(python, ['-c', `import ${module}`]).status === 0;
const installed = { keras: has('keras'), torch: has('torch'), onnx: has('onnx') };
for (const [module, isThere] of Object.entries(installed)) {
  if (!isThere)
    console.warn(`SKIPPED: ${python} has no ${module}, so that nothing is read with it; set UNROLLED_PYTHON`);
}

type Request = NonNullable<Parameters<typeof planJob>[2]>;
const folder = mkdtempSync(join(tmpdir(), 'unrolled-python-'));

const cases: [string, string, TaskOptions, Request, Partial<Task>?][] = [
  [
    'two layers of lstm',
    'palindrome',
    { length: 5, encoding: 'scalar' },
    { model: 'lstm', settings: { layers: 2 } },
  ],
  ['a gru', 'adding-problem', { length: 6 }, { model: 'gru', settings: { initialization: 'uniform' } }],
  [
    'an rnn that answers every step',
    'parity',
    { length: 6 },
    { model: 'rnn', settings: { activation: 'relu' } },
  ],
  [
    'real answers in units of their own, from features in theirs',
    'adding-problem',
    { length: 6 },
    { model: 'lstm' },
    {
      standardization: { mean: [0.5, 0.25], deviation: [0.3, 0.4] },
      answerScale: { mean: [20], deviation: [3] },
    },
  ],
  ['a feed-forward network', 'palindrome', { length: 5 }, { model: 'feedforward' }],
];

/** Exports fresh models, and what they answer to some inputs, for a script to compare with: `cases` in its folder. */
async function written(format: ExportFormat): Promise<string> {
  const to = join(folder, format);
  mkdirSync(to);
  const lines: object[] = [];
  for (const [index, [, name, options, request, change]] of cases.entries()) {
    const settings = { hiddenSize: 7, ...request.settings };
    const job = planJob(name, options, { ...request, settings });
    const task = { ...(await createTask(name, job.task.options)), ...change };
    const { inputs, ...rest } = task.examples.heldOut('fresh', 1, 3).next().value!;
    const model = await createModel(task.dataset, job.model);
    const params = model.init(createRng(index));
    const learnt = model.forward(params, toModelTensors({ inputs, ...rest }, task.standardization));
    const logits = change ? tf.add(tf.mul(learnt, 3), 20) : learnt;
    const kind = task.dataset.targetKind;
    const answers = kind === 'class' ? tf.softmax(logits) : kind === 'binary' ? tf.sigmoid(logits) : logits;
    const path = join(to, `${index}`);
    const file = await exportRun(task, job, await namedArrays(params), format);
    writeFileSync(path + endings[format]!, file as Uint8Array);
    const read = await tf.tensor(inputs.data, [...inputs.shape]).array();
    lines.push({
      path: path + endings[format]!,
      inputs: read,
      logits: await logits.array(),
      answers: await answers.array(),
      usage: usage(format, task, job, path + endings[format]!),
    });
  }
  const list = join(to, 'cases.json');
  writeFileSync(list, JSON.stringify(lines));
  return list;
}
const endings: Partial<Record<ExportFormat, string>> = { keras: '.keras', pytorch: '.pt', onnx: '.onnx' };

/** Runs a script that prints the largest difference of each case. */
function differences(script: string, list: string): number[] {
  const { status, stdout, stderr } = spawnSync(python, ['-c', script, list], {
    encoding: 'utf8',
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', CUDA_VISIBLE_DEVICES: '' },
  });
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout.trimEnd().split('\n').at(-1)!);
}

beforeAll(() => tf.setBackend('cpu'));

describe('what was exported', () => {
  it.runIf(installed.keras)('is loaded by Keras 3, and answers the same', { timeout: 300_000 }, async () => {
    const script = `
import json, sys, numpy as np, keras
differences = []
for case in json.load(open(sys.argv[1])):
    model = keras.models.load_model(case['path'])
    answers = model.predict(np.array(case['inputs'], 'float32'), verbose=0)
    differences.append(float(np.abs(answers - np.array(case['answers'])).max()))
print(json.dumps(differences))`;
    for (const difference of differences(script, await written('keras')))
      expect(difference).toBeLessThan(1e-5);
  });

  it.runIf(installed.torch)(
    'is loaded by PyTorch, weights only, and answers the same',
    { timeout: 300_000 },
    async () => {
      const script = `
import json, sys, torch
differences = []
for case in json.load(open(sys.argv[1])):
    torch.load(case['path'], weights_only=True)
    scope = {}
    exec(case['usage'], scope)
    with torch.no_grad():
        logits = scope['model'](torch.tensor(case['inputs'], dtype=torch.float32))
    differences.append(float((logits - torch.tensor(case['logits'])).abs().max()))
print(json.dumps(differences))`;
      for (const difference of differences(script, await written('pytorch')))
        expect(difference).toBeLessThan(1e-5);
    },
  );

  it.runIf(installed.onnx)(
    "passes ONNX's own checker, shapes and types inferred",
    { timeout: 300_000 },
    async () => {
      const script = `
import json, sys, onnx
for case in json.load(open(sys.argv[1])):
    onnx.checker.check_model(onnx.load(case['path']), full_check=True)
print(json.dumps([0]))`;
      expect(differences(script, await written('onnx'))).toEqual([0]);
    },
  );

  it.runIf(installed.keras)('is the HDF5 that h5py reads', () => {
    const script = `
import json, sys, h5py, numpy as np
cell = h5py.File(sys.argv[1])['layers/lstm/cell/vars']
expected = np.array([[1, -2, 0.5], [4, 1e-8, 6]], 'float32')
print(json.dumps([float(np.abs(cell['0'][...] - expected).max()), float(np.abs(cell['1'][...] - [7, 8]).max())]))`;
    expect(differences(script, join(import.meta.dirname, 'golden/weights.h5'))).toEqual([0, 0]);
  });

  it.runIf(installed.torch)('is the pickle that torch reads', async () => {
    const pickled = readFileSync(join(import.meta.dirname, 'golden/state-dict.pkl'));
    const numbers = [Float32Array.of(1, -2, 0.5, 4, 1e-8, 6), Float32Array.of(7, 8)];
    const files = {
      'model/data.pkl': new Uint8Array(pickled),
      'model/byteorder': strToU8('little'),
      ...Object.fromEntries(numbers.map((data, k) => [`model/data/${k}`, new Uint8Array(data.buffer)])),
      'model/version': strToU8('3\n'),
    };
    const path = join(folder, 'golden.pt');
    writeFileSync(path, zipSync(files, { level: 0 }));
    const script = `
import json, sys, torch
tensors = torch.load(sys.argv[1], weights_only=True)
expected = {'rnn.weight_ih_l0': [[1, -2, 0.5], [4, 1e-8, 6]], 'mean': [7, 8]}
print(json.dumps([float((tensors[name] - torch.tensor(values)).abs().max()) for name, values in expected.items()]))`;
    expect(differences(script, path)).toEqual([0, 0]);
  });
});
