import * as tf from '@tensorflow/tfjs';
import { clipByGlobalNorm, leavesOf, linearSchedule, type NamedArrays } from '@unrolled/cells';
import { createRng } from '@unrolled/datasets';
import { type Evaluation, evaluate } from './evaluate.js';
import type { Split } from './examples.js';
import { accuracyOf, meanLoss } from './loss.js';
import { createModel, type ModelName, type Teaching } from './model.js';
import {
  createOptimizer,
  disposeOptimizer,
  optimizerState,
  restoreOptimizer,
  setLearningRate,
} from './optimizer.js';
import { asVariables, countParameters, flattenTree, namedArrays } from './parameter-tree.js';
import { toModelTensors } from './standardization.js';
import type { Task, TrainingSettings } from './task.js';

/** What one training step came to, before its update. */
export interface StepScore {
  readonly loss: number;
  /** In [0, 1]; absent where targets are real numbers. */
  readonly accuracy?: number;
  /** Of all gradients together, before clipping. */
  readonly gradientNorm: number;
}

/** A model in training: its weights and its optimizer. */
export interface Trainer {
  /** Trainable numbers. */
  readonly parameters: number;
  /** One batch: forward, loss, backward, clipping, update. Leaves no tensor behind. */
  step(step: number, learningRate: number): Promise<StepScore>;
  /** Goes back to the first weights, with a fresh optimizer. */
  restart(): void;
  /** Scores the present weights on held-out examples, the same ones at every call. */
  evaluate(split: Split): Promise<Evaluation>;
  /** ‖∂L/∂h_t‖ at every time step t, over a few validation examples; none without a recurrence. */
  gradientNorms(): Promise<number[] | undefined>;
  /** Remembers the present weights as the best. */
  keepBest(): void;
  /** Goes back to the best weights, if any were kept. */
  useBest(): void;
  weights(): Promise<NamedArrays>;
  /** Weights, best weights and optimizer. */
  state(): Promise<NamedArrays>;
  restore(tensors: NamedArrays): Promise<void>;
  dispose(): void;
}

/** @throws RangeError if the hidden size is not a positive integer */
export function createTrainer(
  task: Task,
  name: ModelName,
  settings: TrainingSettings,
  seed: number,
): Trainer {
  const { dataset, examples, standardization } = task;
  const kind = dataset.targetKind;
  const model = createModel(dataset, name, settings);
  const params = asVariables(model.init(createRng(seed, 'weights')));
  const variables = flattenTree(params) as Map<string, tf.Variable>;
  const trueOutputs = linearSchedule({ steps: settings.steps / 2 });
  let optimizer = createOptimizer(settings.optimizer);
  let best = new Map<string, tf.Tensor>();

  const setBest = (tensors: Map<string, tf.Tensor>) => {
    tf.dispose([...best.values()]);
    best = tensors;
  };
  const teaching = (step: number): Teaching => ({
    teacherForcing: settings.feedback === 'scheduled-sampling' ? trueOutputs(step) : 1,
    rng: createRng(seed, `sampling ${step}`),
  });
  return {
    parameters: countParameters(variables),
    async step(step, learningRate) {
      setLearningRate(optimizer, learningRate);
      const score = tf.tidy(() => {
        const batch = toModelTensors(examples.trainingBatch(seed, step, settings.batchSize), standardization);
        let logits: tf.Tensor | undefined;
        const { value, grads } = tf.variableGrads(() => {
          logits = tf.keep(model.forward(params, batch, teaching(step)));
          return meanLoss(kind, logits, batch);
        }, [...variables.values()]);
        const { gradients, norm } = clipByGlobalNorm(grads, settings.clipNorm);
        optimizer.applyGradients(gradients);
        const accuracy = accuracyOf(kind, logits!, batch);
        logits!.dispose();
        return tf.stack([value, norm, accuracy]);
      });
      const [loss = Number.NaN, gradientNorm = Number.NaN, accuracy = 0] = await score.data();
      score.dispose();
      return { loss, gradientNorm, ...(kind !== 'real' && { accuracy }) };
    },
    restart() {
      const first = flattenTree(model.init(createRng(seed, 'weights')));
      for (const [name, tensor] of first) variables.get(name)!.assign(tensor);
      tf.dispose([...first.values()]);
      disposeOptimizer(optimizer);
      optimizer = createOptimizer(settings.optimizer);
    },
    evaluate: (split) => evaluate(model, params, task, examples.heldOut(split, seed)),
    async gradientNorms() {
      const norms = tf.tidy(() => {
        const batch = toModelTensors(
          examples.heldOut('validation', seed, examplesForGradients).next().value!,
          standardization,
        );
        const parts = model.stateGradientNorms?.(params, batch, (logits) => meanLoss(kind, logits, batch));
        // The norm over every part of the state, the LSTM's h and c among them.
        return parts && tf.sqrt(tf.addN(leavesOf(parts).map((part) => tf.square(part))));
      });
      const values = norms && Array.from(await norms.data());
      norms?.dispose();
      return values;
    },
    keepBest: () => setBest(new Map([...variables].map(([name, variable]) => [name, tf.clone(variable)]))),
    useBest() {
      for (const [name, tensor] of best) variables.get(name)!.assign(tensor);
    },
    weights: () => namedArrays(variables),
    async state() {
      const moments = await optimizerState(optimizer);
      const tensors = await namedArrays(
        new Map([
          ...[...variables].map(([name, tensor]) => [`weights.${name}`, tensor] as const),
          ...[...best].map(([name, tensor]) => [`best.${name}`, tensor] as const),
          ...moments.map((tensor, i) => [`optimizer.${i}`, tensor] as const),
        ]),
      );
      tf.dispose(moments);
      return tensors;
    },
    async restore(tensors) {
      const named = (prefix: string) =>
        Object.entries(tensors)
          .filter(([name]) => name.startsWith(prefix))
          .map(
            ([name, { data, shape }]) => [name.slice(prefix.length), tf.tensor(data, [...shape])] as const,
          );
      const weights = new Map(named('weights.'));
      for (const [name, variable] of variables) variable.assign(weights.get(name)!);
      tf.dispose([...weights.values()]);
      setBest(new Map(named('best.')));
      const moments = named('optimizer.')
        .sort(([a], [b]) => Number(a) - Number(b))
        .map(([, tensor]) => tensor);
      await restoreOptimizer(optimizer, moments);
      tf.dispose(moments);
    },
    dispose() {
      setBest(new Map());
      disposeOptimizer(optimizer);
      tf.dispose([...variables.values()]);
    },
  };
}

/** Enough for a norm, and few enough for tfjs to differentiate step by step. */
const examplesForGradients = 32;
