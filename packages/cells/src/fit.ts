import * as tf from '@tensorflow/tfjs-core';
import { registerKernels } from '@unrolled/kernels';
import { clipByGlobalNorm } from './clip-gradients.js';
import { binaryCrossEntropy, crossEntropy, type Loss, squaredError } from './losses.js';
import { adam } from './optimizers/adam.js';
import { chain } from './optimizers/chain.js';
import type { Optimizer } from './optimizers/optimizer.js';
import { requireKnown, requirePositiveInteger, requireTensor } from './require.js';
import type { SequenceModel } from './sequence-model.js';
import { requireShape } from './shape-error.js';
import { mapTree } from './tensor-tree.js';
import type { Rng, TensorTree } from './types.js';
import { sequenceMask } from './unroll.js';
import { valueAndGradients } from './value-and-gradients.js';

/** Examples that are there. */
export interface Examples {
  /** [examples, time, inputSize] */
  readonly inputs: tf.Tensor3D;
  /** One for each example, or for each of its steps: int32 classes, or float32 vectors. */
  readonly targets: tf.Tensor;
  /** [examples, time], 1 where a step is scored. */
  readonly mask?: tf.Tensor2D;
  /** How many steps each example has, where shorter ones are padded behind. */
  readonly lengths?: readonly number[];
}

type Numbers<T> = { readonly data: T; readonly shape: readonly number[] };

/** Examples that are drawn: any data set of `@unrolled/datasets`. */
export interface ExampleSource {
  /** Chooses the loss, where none is given. */
  readonly targetKind?: 'class' | 'binary' | 'real';
  batch(
    rng: Rng,
    batchSize: number,
  ): {
    readonly inputs: Numbers<Float32Array>;
    readonly targets: Numbers<Float32Array | Int32Array>;
    readonly mask?: Numbers<Float32Array>;
  };
}

export interface FitOptions<P extends TensorTree> {
  /** Where to begin, left as they are; fresh parameters unless given. */
  readonly params?: P;
  /** Adam with a learning rate of 0.001, the gradients' norm clipped to 1, unless given. */
  readonly optimizer?: Optimizer;
  /** Cross-entropy for int32 targets and squared error for others, or what suits a data set's targets, unless given. */
  readonly loss?: Loss;
  /** 10 unless given. */
  readonly epochs?: number;
  /** Where examples are drawn; 100 unless given. */
  readonly stepsPerEpoch?: number;
  /** 32 unless given. */
  readonly batchSize?: number;
  /** Draws parameters, batches and dropout; Math.random unless given. */
  readonly rng?: Rng;
  /** Hears of every epoch, counted from 1, and may look at the parameters. */
  readonly onEpoch?: (epoch: { epoch: number; loss: number; params: P }) => void | Promise<void>;
  /** Ends training after the step in progress; what there is by then is returned. */
  readonly signal?: AbortSignal;
}

const optionNames = 'params optimizer loss epochs stepsPerEpoch batchSize rng onEpoch signal'.split(' ');

export interface Fitted<P extends TensorTree> {
  /** The caller's to dispose of. */
  readonly params: P;
  /** The mean loss of every epoch. */
  readonly losses: readonly number[];
}

/** A batch for one step; whoever takes it disposes of it. */
interface Batch {
  readonly inputs: tf.Tensor3D;
  readonly targets: tf.Tensor;
  readonly mask?: tf.Tensor2D;
  readonly taken?: tf.Tensor2D;
}

const losses = { class: crossEntropy, binary: binaryCrossEntropy, real: squaredError };

/**
 * Trains a model on examples that are there, all of them once an epoch in an order drawn anew, or on examples that a data set
 * draws. Compiled kernels are used where there are any.
 *
 * @throws RangeError or TypeError if an option or the examples are not what they should be
 * @throws Error if the loss is no longer a number
 * @example
 * const model = sequenceModel({ cell: lstmCell({ inputSize: 10, hiddenSize: 16 }), outputSize: 10 });
 * const { params, losses } = await fit(model, palindrome({ length: 5 }), { epochs: 2, stepsPerEpoch: 5 });
 * losses.length; // → 2
 * // And on, on examples that are there.
 * const { inputs, targets } = toTensors(palindrome({ length: 5 }).batch(createRng(1), 64));
 * const { params: better } = await fit(model, { inputs, targets }, { params, epochs: 1 });
 */
export async function fit<P extends TensorTree>(
  model: SequenceModel<P>,
  data: Examples | ExampleSource,
  options: FitOptions<P> = {},
): Promise<Fitted<P>> {
  requireKnown('fit', options, optionNames);
  const { epochs = 10, stepsPerEpoch = 100, batchSize = 32, rng = Math.random, signal } = options;
  for (const [name, value] of Object.entries({ epochs, stepsPerEpoch, batchSize }))
    requirePositiveInteger('fit', name, value);
  const isDrawn = 'batch' in data;
  if (!isDrawn) requireExamples(data);
  const loss = options.loss ?? losses[isDrawn ? (data.targetKind ?? 'class') : kindOf(data.targets)];
  const optimizer =
    options.optimizer ?? (chain(clipByGlobalNorm(1), adam({ learningRate: 1e-3 })) as Optimizer);
  await tf.ready();
  await registerKernels();

  let params = options.params ? mapTree(options.params, (leaf) => tf.clone(leaf)) : model.init(rng);
  let state = optimizer.init(params);
  let step = 0;
  const means: number[] = [];
  for (let epoch = 1; epoch <= epochs && !signal?.aborted; epoch++) {
    let sum = 0;
    let steps = 0;
    const batches = isDrawn ? drawn(data, rng, batchSize, stepsPerEpoch) : shuffled(data, rng, batchSize);
    for (const batch of batches) {
      const { inputs, targets, mask, taken } = batch;
      const { value, gradients } = valueAndGradients(
        (current) =>
          loss(model.apply(current, inputs, { ...(taken && { mask: taken }), rng }), targets, mask),
        params,
      );
      const [nextParams, nextState] = optimizer.update(gradients, state, params, step++);
      const [number] = await value.data();
      tf.dispose([batch, value, gradients, params, state] as tf.TensorContainer);
      [params, state] = [nextParams, nextState];
      if (!Number.isFinite(number)) {
        tf.dispose([params, state] as tf.TensorContainer);
        throw new Error(`fit: the loss is ${number} at step ${step}; try a smaller learning rate`);
      }
      sum += number!;
      steps++;
      if (signal?.aborted) break;
    }
    means.push(sum / steps);
    await options.onEpoch?.({ epoch, loss: sum / steps, params });
    await new Promise((resolve) => setTimeout(resolve)); // a page draws meanwhile
  }
  tf.dispose(state as tf.TensorContainer);
  return { params, losses: means };
}

const kindOf = ({ dtype }: tf.Tensor) => (dtype === 'int32' ? 'class' : 'real');

function requireExamples({ inputs, targets, mask, lengths, ...rest }: Examples): void {
  requireKnown('fit', rest, ['inputs', 'targets', 'mask', 'lengths']);
  requireTensor('fit', 'inputs', inputs);
  requireTensor('fit', 'targets', targets);
  requireShape('fit', 'inputs', ['examples', 'time', 'feature'], inputs.shape);
  const [examples, time] = inputs.shape;
  requireShape('fit', 'targets', [examples, ...targets.shape.slice(1)], targets.shape);
  if (mask) requireShape('fit', 'mask', [examples, time], mask.shape);
  if (lengths && lengths.length !== examples)
    throw new RangeError(
      `fit: there must be a length for each of ${examples} examples, received ${lengths.length}`,
    );
}

function* drawn(source: ExampleSource, rng: Rng, batchSize: number, steps: number): Generator<Batch> {
  for (let i = 0; i < steps; i++) {
    const { inputs, targets, mask } = source.batch(rng, batchSize);
    yield {
      inputs: tf.tensor3d(inputs.data, inputs.shape as [number, number, number]),
      targets: tf.tensor(targets.data, [...targets.shape]),
      ...(mask && { mask: tf.tensor2d(mask.data, mask.shape as [number, number]) }),
    };
  }
}

function* shuffled(all: Examples, rng: Rng, batchSize: number): Generator<Batch> {
  const [examples, time] = all.inputs.shape;
  const order = Int32Array.from({ length: examples }, (_, i) => i);
  for (let i = examples - 1; i > 0; i--) {
    const other = Math.floor(rng() * (i + 1));
    [order[i], order[other]] = [order[other]!, order[i]!];
  }
  for (let start = 0; start < examples; start += batchSize) {
    const places = order.subarray(start, start + batchSize);
    const { lengths } = all;
    const taken =
      lengths &&
      sequenceMask(
        Array.from(places, (place) => lengths[place]!),
        time,
      );
    const index = tf.tensor1d(places, 'int32');
    const isPerStep = all.targets.rank === (kindOf(all.targets) === 'class' ? 2 : 3);
    const mask = all.mask ? tf.gather(all.mask, index) : isPerStep ? taken?.clone() : undefined;
    yield {
      inputs: tf.gather(all.inputs, index),
      targets: tf.gather(all.targets, index),
      ...(mask && { mask }),
      ...(taken && { taken }),
    };
    index.dispose();
  }
}
