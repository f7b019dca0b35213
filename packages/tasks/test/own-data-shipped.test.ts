import * as tf from '@tensorflow/tfjs';
import { createRng } from '@unrolled/datasets';
import * as ort from 'onnxruntime-web';
import { beforeAll, describe, expect, it } from 'vitest';
import { exportRun } from '../src/export/index.js';
import { createModel, createTask, loadModel, planJob, predictRun } from '../src/index.js';
import { namedArrays } from '../src/model/parameter-tree.js';
import { writeModelFile } from '../src/runs/model-file.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = 'error';
});

/** A series far from 0, whose features have scales of their own. */
const series = Array.from({ length: 80 }, (_, i) => `${5000 + 300 * Math.sin(i / 3)},${0.001 * (i % 7)}`);
const readFile = async () => new TextEncoder().encode(`level,rain\n${series.join('\n')}`);

describe('a model of numbers, learnt at mean 0 and deviation 1', () => {
  it('answers in the units of the data: here, loaded, and as ONNX', async () => {
    const options = { data: 'series.csv', window: 6, target: 'level' };
    const task = await createTask('data', options, { readFile });
    const job = planJob('data', options, { model: 'gru', settings: { hiddenSize: 5 } });
    const weights = await freshWeights(task, job.model);
    const [batch] = [...task.examples.heldOut('test', 1, 3)];
    const here = (await predictRun(task, job.model, weights, batch!)).map(({ predicted }) =>
      Number(predicted),
    );
    expect(here.every((value) => value > 4000 && value < 6000)).toBe(true);

    const model = await loadModel(await writeModelFile(task, job.model, weights));
    const loaded = (await model.predict(batch!.inputs)).map(({ predicted: [value] }) => Number(value));
    model.dispose();

    const session = await ort.InferenceSession.create(
      (await exportRun(task, job, weights, 'onnx')) as Uint8Array,
    );
    const { values } = await session.run({
      inputs: new ort.Tensor('float32', batch!.inputs.data, [...batch!.inputs.shape]),
    });
    await session.release();
    for (const [i, value] of here.entries()) {
      expect(loaded[i]! / value).toBeCloseTo(1, 4);
      expect(Number(values!.data[i]) / value).toBeCloseTo(1, 4);
    }
  });
});

async function freshWeights(
  task: Awaited<ReturnType<typeof createTask>>,
  settings: Parameters<typeof createModel>[1],
) {
  const params = (await createModel(task.dataset, settings)).init(createRng(1));
  const arrays = await namedArrays(params);
  tf.dispose(params as tf.TensorContainer);
  return arrays;
}
