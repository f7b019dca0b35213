import * as tf from '@tensorflow/tfjs-core';
import { requireKnown, requireOneOf, requireTensor } from './require.js';
import { requireShape } from './shape-error.js';
import { leavesOf, mapTree, withLeaves } from './tensor-tree.js';
import type { Recurrence, SequenceOptions, TensorTree, Unrolled } from './types.js';

/**
 * Runs a cell over time: inputs [batch, time, inputSize] → outputs [batch, time, hiddenSize] and the state
 * after the last step. Gradients flow to the inputs, the initial state and every parameter.
 *
 * The method `fused`, the default where the cell has it, is one op with the backpropagation through time
 * derived by hand; with `step` tfjs differentiates every step. They give the same numbers, but `fused` has no
 * second derivative: asking for one is an error.
 *
 * A mask [batch, time] freezes state and output where it is 0, so that a padded sequence ends in the state
 * after its own last step (see `sequenceMask`). It says yes or no, as those of Keras do: any other number, 0.5,
 * −1 or NaN, takes the step. A step that is not taken is not read, as with PyTorch's packed sequences: whatever
 * stands in the padding, NaN included, reaches neither result nor gradient.
 *
 * @throws ShapeError if inputs, mask or initial state do not fit the cell, or batch or sequence is empty
 * @throws TypeError if inputs or mask is no tensor, there is another option, `fused` is asked of a cell that has only steps, or `step` of one that has none
 * @example
 * const cell = lstmCell({ inputSize: 10, hiddenSize: 64 });
 * const { outputs, finalState } = unroll(cell, cell.init(Math.random), tf.zeros([2, 20, 10]));
 * outputs.shape; // → [2, 20, 64]
 * finalState.h.shape; // → [2, 64]
 */
export function unroll<P extends TensorTree, S extends TensorTree>(
  cell: Recurrence<P, S>,
  params: P,
  inputs: tf.Tensor3D,
  options: SequenceOptions<S> = {},
): Unrolled<S> {
  if (typeof cell?.initialState !== 'function')
    throw new TypeError('unroll: the first argument must be a cell, as of lstmCell()');
  requireKnown('unroll', options, ['initialState', 'mask', 'reverse', 'method', 'rng']);
  requireTensor('unroll', 'inputs', inputs);
  requireShape('unroll', 'inputs', ['batch', 'time', cell.inputSize], inputs.shape);
  const [batchSize, time] = inputs.shape;
  if (options.method) requireOneOf('unroll', 'method', ['fused', 'step'], options.method);
  if (options.mask) requireTensor('unroll', 'mask', options.mask);
  if (options.mask) requireShape('unroll', 'mask', [batchSize, time], options.mask.shape);

  return tf.tidy(() => {
    const zeros = cell.initialState(batchSize);
    const initialState = options.initialState ?? zeros;
    leavesOf(zeros).forEach((zero, index) => {
      const received = leavesOf(initialState)[index]?.shape ?? [];
      requireShape('unroll', 'each tensor of the initial state', zero.shape, received);
    });
    const taken = options.mask && tf.notEqual(options.mask, 0);
    const checked = {
      ...options,
      initialState,
      ...(taken && { mask: tf.cast(taken, 'float32') as tf.Tensor2D }),
    };
    const all = asFloat32(inputs);
    const x = taken ? tf.where(tf.expandDims(taken, 2), all, tf.zerosLike(all)) : all;
    if (cell.sequence && (options.method !== 'step' || !cell.step)) return cell.sequence(params, x, checked);
    if (options.method === 'fused') {
      throw new TypeError(`unroll: ${cell.kind} has no fused op; use { method: 'step' }`);
    }
    return unrollSteps(cell, params, x, checked);
  });
}

/** `tf.cast` to float32, skipped where the tensor is float32 already: on wasm it would copy. */
function asFloat32<T extends tf.Tensor>(tensor: T): T {
  return tensor.dtype === 'float32' ? tensor : tf.cast(tensor, 'float32');
}

function unrollSteps<P extends TensorTree, S extends TensorTree>(
  cell: Recurrence<P, S>,
  params: P,
  inputs: tf.Tensor3D,
  { initialState, mask, reverse = false, rng }: SequenceOptions<S> & { readonly initialState: S },
): Unrolled<S> {
  if (!cell.step) throw new TypeError(`unroll: ${cell.kind} has no step`);
  const [batchSize, time, inputSize] = inputs.shape;
  // tfjs cannot differentiate unstack where it gives a single tensor.
  const xs =
    time === 1
      ? [tf.reshape<tf.Rank.R2>(inputs, [batchSize, inputSize])]
      : (tf.unstack(inputs, 1) as tf.Tensor2D[]);
  const masks = mask && tf.split(tf.cast(mask, 'bool'), xs.length, 1);
  const outputs: tf.Tensor2D[] = [];
  let state = initialState;
  let output: tf.Tensor2D | undefined;
  for (const t of reverse ? [...xs.keys()].reverse() : xs.keys()) {
    const [nextState, nextOutput] = cell.step(params, state, xs[t]!, rng);
    if (masks) {
      const previousOutput = output ?? outputBefore(state, nextState, nextOutput);
      [state, output] = freeze(masks[t]!, [state, previousOutput], [nextState, nextOutput]);
    } else {
      [state, output] = [nextState, nextOutput];
    }
    outputs[t] = output;
  }
  // What a step hands on as it was given, as states that only grow older, has two owners.
  const given = leavesOf(initialState);
  const finalState = mapTree(state, (leaf) => (given.includes(leaf) ? tf.clone(leaf) : leaf));
  return { outputs: tf.stack(outputs, 1) as tf.Tensor3D, finalState };
}

/** What serves as the output before the first step: the part of the state that is the output, or zeros. */
function outputBefore<S extends TensorTree>(state: S, nextState: S, nextOutput: tf.Tensor2D): tf.Tensor2D {
  const index = leavesOf(nextState).indexOf(nextOutput);
  return index < 0 ? tf.zerosLike(nextOutput) : (leavesOf(state)[index] as tf.Tensor2D);
}

type Step<S extends TensorTree> = [state: S, output: tf.Tensor2D];

function freeze<S extends TensorTree>(taken: tf.Tensor, previous: Step<S>, next: Step<S>): Step<S> {
  const select = (b: tf.Tensor, a: tf.Tensor) => tf.where(taken, b, a);
  const before = leavesOf(previous[0]);
  const state = leavesOf(next[0]).map((leaf, index) => select(leaf, before[index]!));
  return [withLeaves(next[0], state), select(next[1], previous[1]) as tf.Tensor2D];
}

/**
 * The mask of a padded batch: [batch, time], 1 at the first `lengths[b]` steps of example b, else 0.
 *
 * @throws RangeError if a length is not an integer in [0, time]
 * @example
 * sequenceMask([2, 3], 3); // → [[1, 1, 0], [1, 1, 1]]
 */
export function sequenceMask(lengths: readonly number[], time: number): tf.Tensor2D {
  for (const length of lengths) {
    if (!Number.isInteger(length) || length < 0 || length > time) {
      throw new RangeError(
        `sequenceMask: each length must be an integer in [0, ${time}], received ${length}`,
      );
    }
  }
  const rows = lengths.map((length) => Array.from({ length: time }, (_, t) => (t < length ? 1 : 0)));
  return tf.tensor2d(rows, [lengths.length, time], 'float32');
}
