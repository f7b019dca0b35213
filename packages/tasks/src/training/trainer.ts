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
  valueAndGradientsWithAux,
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
  /** Weights, best weights, optimizer and, where it is carried on, the state of the recurrence. */
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
  const streams = plan.stateful ? examples.streams!(plan.batchSize) : undefined;
  const stream = streams && model.stream!;
  /** What the last chunk of the streams ended in. */
  let carried = stream?.initialState(plan.batchSize);

  const replace = (next: Readonly<Record<'params' | 'state', TensorTree>> & { carried?: TensorTree }) => {
    tf.dispose([params, state]);
    ({ params, state } = next);
    if (!next.carried) return;
    tf.dispose(carried);
    carried = next.carried;
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
    const place = streams && trial % streams.chunks;
    const drawn = streams?.chunk(place!) ?? examples.trainingBatch(seed, trial, plan.batchSize);
    const batch = toModelTensors(drawn, standardization);
    // A stream that begins anew begins in no state.
    const begun = stream && (place === 0 ? stream.initialState(plan.batchSize) : carried!);
    const { value, gradients, aux } = valueAndGradientsWithAux((params) => {
      const taught = teaching(trial);
      const { logits, finalState } = stream
        ? stream.forward(params, batch, begun!, taught)
        : { logits: model.forward(params, batch, taught) };
      const { loss, accuracy } = lossAndAccuracy(kind, logits, batch);
      return { loss, aux: { accuracy, ...(finalState && { finalState }) } };
    }, params);
    const clipped = clipValue ? clipValue(gradients) : gradients;
    const updated = optimizer.updateClipped(plan.clipNorm, clipped, state, params, step);
    const norm = clipValue ? globalNorm(gradients) : updated[2];
    const score = tf.stack([value, norm, aux.accuracy]);
    return {
      params: updated[0],
      state: updated[1],
      ...(aux.finalState && { carried: aux.finalState }),
      score,
    };
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
          examples.heldOut('validation', seed, Math.min(examplesForGradients, plan.batchSize)).next().value!,
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
    state: () =>
      namedArrays({ weights: params, ...(best && { best }), optimizer: state, ...(carried && { carried }) }),
    restore(tensors) {
      const hasBest = Object.keys(tensors).some((name) => name.startsWith('best.'));
      const present = {
        weights: params,
        optimizer: state,
        ...(hasBest && { best: params }),
        ...(carried && { carried }),
      };
      const restored = treeLike(present, tensors, "the checkpoint's tensors");
      const { weights, optimizer, carried: before } = restored;
      replace({ params: weights, state: optimizer, ...(before && { carried: before }) });
      replaceBest(restored.best);
    },
    dispose: () => tf.dispose([first, params, state, best, carried].filter((tree) => tree !== undefined)),
  };
}

/** Shares the numbers of its tensors. */
const copyOf = (tree: TensorTree) => mapTree(tree, (tensor) => tf.clone(tensor));

/** Enough for a norm, and few enough for tfjs to differentiate step by step; where a training step has fewer, as many. */
const examplesForGradients = 32;
