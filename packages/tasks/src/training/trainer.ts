import * as tf from '@tensorflow/tfjs-core';
import {
  type ClippingOptimizer,
  clipByValue,
  globalNorm,
  leavesOf,
  linearSchedule,
  mapTree,
  type NamedArrays,
  type OptimizerOptions,
  type TensorTree,
  valueAndGradients,
} from '@unrolled/cells';
import { createRng } from '@unrolled/datasets';
import { createModel } from '../model/create-model.js';
import type { Teaching } from '../model/model.js';
import { toModelTensors } from '../model/model-tensors.js';
import { countByLayer, countParameters, namedArrays, treeLike } from '../model/parameter-tree.js';
import type { Split } from '../spec/examples.js';
import type { Job } from '../spec/job.js';
import { scoredAtOnce } from '../spec/memory.js';
import { optimizers } from '../spec/optimizers.js';
import type { Evaluation, StepScore } from '../spec/run.js';
import type { Task } from '../spec/task.js';
import { evaluate } from './evaluate.js';
import { scheduledRate, trialAt } from './history.js';
import { lossAndAccuracy } from './loss.js';
import { inPieces } from './pieces.js';
import type { Plan } from './plan.js';

/** A model between two steps of its training, to be looked at: nothing that is asked of it changes a later step. */
export interface ModelInTraining {
  /** The present weights. */
  presentWeights(): Promise<NamedArrays>;
  /** ‖∂L/∂h_t‖ at every time step t, over a few validation examples; none without a recurrence. */
  gradientNorms(): Promise<number[] | undefined>;
}

/** A model in training: its weights and what its optimizer remembers. */
export interface Trainer extends ModelInTraining {
  /** Trainable numbers. */
  readonly parameters: number;
  readonly layers: ReturnType<typeof countByLayer>;
  /** One batch: forward, loss, backward, clipping, update. Steps count on over all learning rates. */
  step(step: number): Promise<StepScore>;
  /** Goes back to the first weights, with a fresh optimizer. */
  restart(): void;
  /** Scores the present weights on held-out examples, the same ones at every call. */
  evaluate(split: Split): Promise<Evaluation>;
  /** Remembers the present weights as the best. */
  keepBest(): void;
  /** Goes back to the best weights, if any were kept. */
  useBest(): void;
  /** The best weights, or the present ones where none were kept. */
  weights(): Promise<NamedArrays>;
  /** Weights, best weights and optimizer. */
  state(): Promise<NamedArrays>;
  /** @throws Error if they are not those of this model and optimizer */
  restore(tensors: NamedArrays): void;
  dispose(): void;
}

/** @throws RangeError if the hidden size is not a positive integer */
export async function createTrainer(
  task: Task,
  { model: settings, optimizer: { kind: optimizerName, ...rule }, seed }: Job,
  plan: Plan,
): Promise<Trainer> {
  const { dataset, examples, standardization } = task;
  const kind = dataset.targetKind;
  const model = await createModel(dataset, settings);
  const atOnce = scoredAtOnce(settings, dataset);
  const clipValue = plan.clipValue === null ? undefined : clipByValue(plan.clipValue);
  const learningRate = (step: number) => scheduledRate(plan, step);
  const module: Readonly<Record<string, unknown>> = { ...(await optimizers[optimizerName].load()) };
  const optimizer = (module[optimizerName] as (options: OptimizerOptions) => ClippingOptimizer)({
    ...rule,
    learningRate,
  });
  const trueOutputs = linearSchedule({ steps: plan.steps / 2 });
  const initialise = () => model.init(createRng(seed, 'weights'));
  /** Kept for the learning rates after the first: to make large ones again takes long. */
  const first = plan.rates.length > 1 ? initialise() : undefined;
  const fresh = () => {
    const params = first ? copyOf(first) : initialise();
    return { params, state: optimizer.init(params) };
  };
  let { params, state } = fresh();
  let best: TensorTree | undefined;

  const replace = (next: { readonly params: TensorTree; readonly state: TensorTree }) => {
    tf.dispose([params, state]);
    ({ params, state } = next);
  };
  const replaceBest = (next: TensorTree | undefined) => {
    if (best) tf.dispose(best);
    best = next;
  };
  const teaching = (step: number): Teaching => ({
    teacherForcing:
      'feedback' in settings && settings.feedback === 'scheduled-sampling' ? trueOutputs(step) : 1,
    rng: createRng(seed, `sampling ${step}`),
    dropout: createRng(seed, `dropout ${step}`),
  });
  /** The weights and the state after a step, and its score. */
  const next = (step: number) => {
    const trial = trialAt(plan, step).step;
    const batch = toModelTensors(examples.trainingBatch(seed, trial, plan.batchSize), standardization);
    let accuracy: tf.Scalar | undefined;
    const { value, gradients } = valueAndGradients((params) => {
      const scored = lossAndAccuracy(kind, model.forward(params, batch, teaching(trial)), batch);
      accuracy = tf.keep(scored.accuracy);
      return scored.loss;
    }, params);
    const clipped = clipValue ? clipValue(gradients) : gradients;
    const updated = optimizer.updateClipped(plan.clipNorm, clipped, state, params, step);
    const norm = clipValue ? globalNorm(gradients) : updated[2];
    const score = tf.stack([value, norm, accuracy!]);
    accuracy!.dispose();
    return { params: updated[0], state: updated[1], score };
  };
  return {
    parameters: countParameters(params),
    layers: countByLayer(params),
    async step(step) {
      const { score, ...updated } = tf.tidy(() => next(step));
      replace(updated);
      const [loss = Number.NaN, gradientNorm = Number.NaN, accuracy = 0] = await score.data();
      score.dispose();
      return { loss, gradientNorm, ...(kind !== 'real' && { accuracy }) };
    },
    restart: () => replace(fresh()),
    evaluate: (split) => evaluate(model, params, task, inPieces(examples.heldOut(split, seed), atOnce)),
    async gradientNorms() {
      const norms = tf.tidy(() => {
        const batch = toModelTensors(
          examples.heldOut('validation', seed, examplesForGradients).next().value!,
          standardization,
        );
        const parts = model.stateGradientNorms?.(
          params,
          batch,
          (logits) => lossAndAccuracy(kind, logits, batch).loss,
        );
        // The norm over every part of the state, the LSTM's h and c among them.
        return parts && tf.sqrt(tf.addN(leavesOf(parts).map((part) => tf.square(part))));
      });
      const values = norms && Array.from(await norms.data());
      norms?.dispose();
      return values;
    },
    keepBest: () => replaceBest(copyOf(params)),
    useBest() {
      if (!best) return;
      tf.dispose(params);
      params = copyOf(best);
    },
    weights: () => namedArrays(best ?? params),
    presentWeights: () => namedArrays(params),
    state: () => namedArrays({ weights: params, ...(best && { best }), optimizer: state }),
    restore(tensors) {
      const hasBest = Object.keys(tensors).some((name) => name.startsWith('best.'));
      const present = { weights: params, optimizer: state, ...(hasBest && { best: params }) };
      const restored = treeLike(present, tensors, "the checkpoint's tensors");
      replace({ params: restored.weights, state: restored.optimizer });
      replaceBest(restored.best);
    },
    dispose: () => tf.dispose([first, params, state, best].filter((tree) => tree !== undefined)),
  };
}

/** Shares the numbers of its tensors. */
const copyOf = (tree: TensorTree) => mapTree(tree, (tensor) => tf.clone(tensor));

/** Enough for a norm, and few enough for tfjs to differentiate step by step. */
const examplesForGradients = 32;
