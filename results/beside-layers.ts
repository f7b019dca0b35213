// What guessing scores on the test set of a run, what repeating the last value does where a series is learnt, what the run scores,
// and what the same network out of tf.layers does, trained on the same batches with the same optimizer: npx tsx --conditions=@unrolled/source results/beside-layers.ts RUN...
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import type { SequenceBatch } from '@unrolled/datasets';
import { loadTask, nodeResources, runDirectory } from '@unrolled/tasks/node';
import { isModule, ratesOf, standardize, type Task, taskOf } from '@unrolled/tasks/spec';

await tf.setBackend('wasm');
console.log('| run | guessing | repeating | unrolled | tf.layers |\n| --- | --- | --- | --- | --- |');
for (const folder of process.argv.slice(2)) {
  const record = await runDirectory(folder).readRecord();
  if (!record?.result) throw new Error(`${folder} holds no run that is done`);
  const { job, plan, result } = record;
  if (isModule(job.task.name)) await loadTask(job.task.name);
  const task = await taskOf(job.task, nodeResources);
  const { dataset } = task;
  const isClass = dataset.targetKind === 'class';
  if (dataset.scheme !== 'many-to-one' || dataset.targetKind === 'binary' || job.model.kind !== 'lstm')
    throw new Error(`${folder}: only an LSTM that answers a class or numbers at the end is compared`);
  const model = tf.sequential({
    layers: [
      tf.layers.lstm({
        units: job.model.hiddenSize,
        inputShape: [null, dataset.inputSize],
        recurrentActivation: 'sigmoid',
      }),
      tf.layers.dense({ units: dataset.outputSize, ...(isClass && { activation: 'softmax' }) }),
    ],
  });
  const [rate] = ratesOf(job.optimizer);
  const metrics = isClass ? ['accuracy'] : [];
  const loss = isClass ? 'sparseCategoricalCrossentropy' : 'meanSquaredError';
  model.compile({ optimizer: tf.train.adam(rate), loss, metrics });
  for (let step = 0; step < plan.steps; step++) {
    const { x, y } = tensors(task, task.examples.trainingBatch(job.seed, step, job.settings.batchSize));
    await model.trainOnBatch(x, y);
    tf.dispose([x, y]);
  }
  let [sum, repeated, count] = [0, 0, 0];
  for (const batch of task.examples.heldOut('test', job.seed)) {
    const { x, y } = tensors(task, batch);
    const scores = [model.evaluate(x, y, { batchSize: 500 })].flat();
    const [score] = await scores.at(-1)!.data();
    sum += score! * batch.inputs.shape[0]!;
    repeated += errorOfRepeating(task, batch);
    count += batch.inputs.shape[0]!;
    tf.dispose([x, y, ...scores]);
  }
  const write = (score: number) =>
    Number.isNaN(score) ? '–' : isClass ? `${(100 * score).toFixed(1)} %` : score.toFixed(3);
  const ours = isClass ? result.accuracy! : result.loss;
  console.log(
    `| ${folder} | ${[dataset.baseline.value, repeated / count, ours, sum / count].map(write).join(' | ')} |`,
  );
}

/** Short sequences padded in front, as tf.layers is usually given them. */
function tensors(task: Task, given: SequenceBatch): { x: tf.Tensor; y: tf.Tensor } {
  const { inputs, targets, mask } = standardize(given, task.standardization);
  const [count, time, size] = inputs.shape as [number, number, number];
  const data = new Float32Array(inputs.data.length);
  for (let i = 0; i < count; i++) {
    const length = mask ? mask.data.subarray(i * time, (i + 1) * time).indexOf(1) + 1 : time;
    const from = i * time * size;
    data.set(inputs.data.subarray(from, from + length * size), from + (time - length) * size);
  }
  return {
    x: tf.tensor(data, [count, time, size]),
    y: tf.tensor(Float32Array.from(targets.data), [...targets.shape]),
  };
}

/** The squared error, summed over a batch, of answering with the last value of what is to be answered; NaN where that is not read. */
function errorOfRepeating({ understood }: Task, { inputs, targets }: SequenceBatch): number {
  const { targets: answer, inputs: features } = understood!;
  if (answer.kind !== 'real') return Number.NaN;
  let channel = 0;
  for (const feature of features) {
    if (feature.kind === 'number' && feature.name === answer.names[0]) break;
    channel += feature.kind === 'number' ? 1 : feature.symbols.length;
  }
  const [count, time, size] = inputs.shape as [number, number, number];
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const last = inputs.data[((i + 1) * time - 1) * size + channel]!;
    sum += ((last - answer.mean[0]!) / answer.deviation[0]! - targets.data[i]!) ** 2;
  }
  return channel < size ? sum : Number.NaN;
}
