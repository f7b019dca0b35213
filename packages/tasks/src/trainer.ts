import * as tf from '@tensorflow/tfjs';
import { clipByGlobalNorm, type NamedArrays } from '@unrolled/cells';
import { createRng, type RngState, restoreRng } from '@unrolled/datasets';
import { toTensors } from '@unrolled/datasets/tfjs';
import { type Evaluation, evaluate } from './evaluate.js';
import { crossEntropy } from './loss.js';
import { type CellName, createModel } from './model.js';
import { createOptimizer, disposeOptimizer, optimizerState, restoreOptimizer } from './optimizer.js';
import { asVariables, countParameters, flattenTree, namedArrays } from './parameter-tree.js';
import type { Task, TrainingSettings } from './task.js';

const examples = 2000;

/** A model in training: its weights, its optimizer and its stream of batches. */
export interface Trainer {
  /** Trainable numbers. */
  readonly parameters: number;
  /** One batch: forward, loss, backward, clipping, update. Gives the loss and leaves no tensor behind. */
  step(): Promise<number>;
  /** Scores the present weights on fresh examples, the same ones at every call. */
  evaluate(stream: 'validation' | 'test'): Promise<Evaluation>;
  /** Remembers the present weights as the best. */
  keepBest(): void;
  /** Goes back to the best weights, if any were kept. */
  useBest(): void;
  weights(): Promise<NamedArrays>;
  /** Weights, best weights and optimizer, and where the batches stand. */
  state(): Promise<{ readonly tensors: NamedArrays; readonly rng: RngState }>;
  restore(tensors: NamedArrays, rng: RngState): Promise<void>;
  dispose(): void;
}

/** @throws RangeError if the hidden size is not a positive integer */
export function createTrainer(task: Task, cell: CellName, settings: TrainingSettings, seed: number): Trainer {
  const { dataset } = task;
  const model = createModel(dataset, cell, settings);
  const params = asVariables(model.init(createRng(seed, 'weights')));
  const variables = flattenTree(params) as Map<string, tf.Variable>;
  const optimizer = createOptimizer(settings.optimizer, settings.learningRate);
  let batches = createRng(seed, 'batches');
  let best = new Map<string, tf.Tensor>();

  const setBest = (tensors: Map<string, tf.Tensor>) => {
    tf.dispose([...best.values()]);
    best = tensors;
  };
  return {
    parameters: countParameters(variables),
    async step() {
      const loss = tf.tidy(() => {
        const { inputs, targets } = toTensors(dataset.batch(batches, settings.batchSize));
        const { value, grads } = tf.variableGrads(
          () => crossEntropy(model.forward(params, inputs), targets as tf.Tensor1D),
          [...variables.values()],
        );
        optimizer.applyGradients(clipByGlobalNorm(grads, settings.clipNorm).gradients);
        return value;
      });
      const [value = Number.NaN] = await loss.data();
      loss.dispose();
      return value;
    },
    evaluate: (stream) => evaluate(model, params, dataset, createRng(seed, stream), examples),
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
      return { tensors, rng: batches.state };
    },
    async restore(tensors, rng) {
      batches = restoreRng(rng);
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
