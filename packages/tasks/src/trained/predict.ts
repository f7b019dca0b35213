import * as tf from '@tensorflow/tfjs-core';
import type { NamedArrays } from '@unrolled/cells';
import type { SequenceBatch } from '@unrolled/datasets';
import { toModelTensors } from '../model/model-tensors.js';
import type { ModelSettings } from '../spec/models.js';
import type { Task } from '../spec/task.js';
import { probabilities } from './probabilities.js';
import { withTrainedModel } from './with-trained-model.js';

/** A trained model's answer to one example, beside the truth. */
export interface Prediction {
  /** What the answer stands for, such as a sum. */
  readonly predicted: string | number;
  /** Absent where the truth is not known. */
  readonly expected?: string | number;
  /** The answer as a person writes it, such as digits, the most significant first. */
  readonly output: string;
  readonly truth?: string;
  /** Share of the scored digits, classes or steps that are right; absent for real numbers. */
  readonly digitAccuracy?: number;
  /** How likely each class is, or each step's digit is 1. */
  readonly probabilities?: readonly number[];
  /** Where one answer is due at the end: the probabilities after every step [time][classes]. */
  readonly probabilitiesByStep?: readonly (readonly number[])[];
  /** Where the model has attention: how much each output looked at each step that was read, [outputs][inputs]. */
  readonly attention?: readonly (readonly number[])[];
  /**
   * Of a transformer over at most 256 positions: how much each head looked from each position at those up to
   * it, [layers][heads][positions][positions]; of what reads and then writes both, one after the other.
   */
  readonly heads?: readonly (readonly (readonly (readonly number[])[])[])[];
  /** The hidden state after every step, [time][units], where the model has one. */
  readonly states?: readonly (readonly number[])[];
}

/** More would be a picture without end, and numbers by the square of it. */
const mostPositions = 256;

/**
 * What a run's stored weights answer to examples as their dataset has them, one prediction each.
 *
 * @throws RangeError if the inputs do not have the size the task has
 * @throws Error that names the weights that are missing, of another shape, not the model's, or no finite numbers
 * @example
 * const { store } = runInMemory('runs/palindrome');
 * const job = planJob('palindrome', { length: 5 }, { settings: { steps: 20 } });
 * for await (const event of runJob(job, { store })) {}
 * const task = await taskOf(job.task);
 * const weights = await store.readModel();
 * const [{ predicted, probabilities }] = await predictRun(task, job.model, weights, task.examples.trainingBatch(1, 0, 1));
 * probabilities?.length; // → 10
 */
export async function predictRun(
  task: Task,
  settings: ModelSettings,
  weights: NamedArrays,
  batch: SequenceBatch,
): Promise<Prediction[]> {
  const { dataset, question, standardization } = task;
  const kind = dataset.targetKind;
  const positions = batch.inputs.shape[1]! * (dataset.scheme === 'encoder-decoder' ? 2 : 1);
  return withTrainedModel(task, settings, weights, async (model, params) => {
    const answers = tf.tidy(() => {
      const tensors = toModelTensors(batch, standardization);
      const outputs = model.forward(params, tensors);
      const everyStep =
        dataset.scheme === 'many-to-one' ? model.forwardEveryStep?.(params, tensors.inputs) : undefined;
      return {
        outputs: kind === 'real' ? outputs : probabilities(kind, outputs),
        ...(everyStep && kind !== 'real' && { byStep: probabilities(kind, everyStep) }),
        ...(model.attention && { attention: model.attention(params, tensors) }),
        ...(positions <= mostPositions && model.heads && { heads: model.heads(params, tensors) }),
        ...(model.states && { states: model.states(params, tensors.inputs) }),
      };
    });
    const { outputs, byStep, states, attention, heads } = {
      outputs: await rowsOf(answers.outputs),
      byStep: answers.byStep && ((await answers.byStep.array()) as number[][][]),
      states: answers.states && (await answers.states.array()),
      attention: answers.attention && (await answers.attention.array()),
      heads: answers.heads && (await Promise.all(answers.heads.map((layer) => layer.array()))),
    };
    tf.dispose(answers as tf.TensorContainer);
    const [, time] = batch.inputs.shape;
    const targets = batch.targets.data.length / outputs.length;
    return outputs.map((output, i) => {
      const truth = Array.from(batch.targets.data.subarray(i * targets, (i + 1) * targets));
      const scored = targets === time ? batch.mask?.data.subarray(i * time, (i + 1) * time) : undefined;
      const kept = <T>(values: readonly T[]) => (scored ? values.filter((_, t) => scored[t] === 1) : values);
      const expected = kept(truth);
      const answer = kept(answerOf(kind, output, truth.length));
      const known = expected.every((value) => kind !== 'class' || value >= 0);
      const right = answer.filter((value, t) => value === expected[t]).length;
      return {
        predicted: question.meaning(answer),
        output: question.write(answer),
        ...(known && { expected: question.meaning(expected), truth: question.write(expected) }),
        ...(known && kind !== 'real' && { digitAccuracy: right / expected.length }),
        ...(kind !== 'real' && { probabilities: kind === 'binary' ? kept(output) : output }),
        ...(byStep && { probabilitiesByStep: byStep[i]! }),
        ...(attention && { attention: kept(attention[i]!) }),
        ...(heads && { heads: heads.map((layer) => layer[i]!) }),
        ...(states && { states: states[i]! }),
      };
    });
  });
}

/** The numbers of each example. */
async function rowsOf(tensor: tf.Tensor): Promise<number[][]> {
  const flat = tf.reshape(tensor, [tensor.shape[0]!, -1]) as tf.Tensor2D;
  const rows = await flat.array();
  flat.dispose();
  return rows;
}

function answerOf(kind: Task['dataset']['targetKind'], output: readonly number[], count: number): number[] {
  if (kind === 'real') return [...output];
  if (kind === 'binary') return output.map((probability) => Number(probability > 0.5));
  const classes = output.length / count;
  return Array.from({ length: count }, (_, t) => {
    const step = output.slice(t * classes, (t + 1) * classes);
    return step.indexOf(Math.max(...step));
  });
}
