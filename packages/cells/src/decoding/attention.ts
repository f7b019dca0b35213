import * as tf from '@tensorflow/tfjs-core';
import { initialize } from '../initializers.js';
import { linear } from '../ops/linear.js';
import { softmax, tanh } from '../ops/twice-differentiable.js';
import type { Readout, ReadoutParams } from '../readout.js';
import { requireKnown, requirePositiveInteger, requireTensor } from '../require.js';
import { requireShape } from '../shape-error.js';
import type { Cell, Rng, TensorTree } from '../types.js';
import { unroll } from '../unroll.js';

/** How well each query suits each state; what a decoder attends by. */
export interface Attention<P extends TensorTree = TensorTree> {
  readonly kind: string;
  readonly querySize: number;
  readonly stateSize: number;
  init(rng: Rng): P;
  /** What queries are compared with, once for all of them: states [batch, source, stateSize] → keys. */
  keys(params: P, states: tf.Tensor3D): tf.Tensor3D;
  /** queries [batch, time, querySize] against keys → scores [batch, time, source]. */
  scores(params: P, queries: tf.Tensor3D, keys: tf.Tensor3D): tf.Tensor3D;
}

export interface AttentionOptions {
  /** The width of the decoder's states. */
  readonly querySize: number;
  /** The width of the encoder's states. */
  readonly stateSize: number;
}

export type AdditiveAttentionParams = {
  readonly queryKernel: tf.Tensor2D; // W [querySize, size]
  readonly stateKernel: tf.Tensor2D; // U [stateSize, size]
  readonly vector: tf.Tensor2D; // v [size, 1]
};

/**
 * Additive attention (Bahdanau, Cho & Bengio 2015): score(s, h) = vᵀ tanh(Ws + Uh), a network of one hidden layer.
 *
 * @param options.size units of that layer; as many as the query has unless given
 * @throws RangeError if a size is not a positive integer
 * @example
 * const attention = additiveAttention({ querySize: 32, stateSize: 16, size: 24 });
 * const params = attention.init(createRng(1));
 * leavesOf(params).map(({ shape }) => shape); // → [[32, 24], [16, 24], [24, 1]]
 */
export function additiveAttention(
  options: AttentionOptions & { readonly size?: number },
): Attention<AdditiveAttentionParams> {
  requireKnown('additiveAttention', options, ['querySize', 'stateSize', 'size']);
  const { querySize, stateSize, size = querySize } = options;
  requirePositiveInteger('additiveAttention', 'querySize', querySize);
  requirePositiveInteger('additiveAttention', 'stateSize', stateSize);
  requirePositiveInteger('additiveAttention', 'size', size);
  return {
    kind: 'additive',
    querySize,
    stateSize,
    init: (rng) => ({
      queryKernel: initialize('glorot', rng, [querySize, size], size),
      stateKernel: initialize('glorot', rng, [stateSize, size], size),
      vector: initialize('glorot', rng, [size, 1], size),
    }),
    keys: ({ stateKernel: U }, states) => throughRows(states, (rows) => linear(rows, U)),
    scores({ queryKernel: W, vector: v }, queries, keys) {
      const [batchSize, time] = queries.shape;
      const source = keys.shape[1];
      const projected = throughRows(queries, (rows) => linear(rows, W));
      const hidden = tanh(tf.add(tf.expandDims(projected, 2), tf.expandDims(keys, 1))); // [batch, time, source, size]
      return tf.reshape(linear(tf.reshape(hidden, [-1, size]), v), [batchSize, time, source]);
    },
  };
}

export type MultiplicativeAttentionParams = { readonly kernel: tf.Tensor2D }; // W [stateSize, querySize]

/**
 * Multiplicative attention (Luong, Pham & Manning 2015, "general"): score(s, h) = sᵀWh.
 *
 * @throws RangeError if a size is not a positive integer
 * @example
 * const attention = multiplicativeAttention({ querySize: 32, stateSize: 16 });
 * leavesOf(attention.init(createRng(1))).map(({ shape }) => shape); // → [[16, 32]]
 */
export function multiplicativeAttention(options: AttentionOptions): Attention<MultiplicativeAttentionParams> {
  requireKnown('multiplicativeAttention', options, ['querySize', 'stateSize']);
  const { querySize, stateSize } = options;
  requirePositiveInteger('multiplicativeAttention', 'querySize', querySize);
  requirePositiveInteger('multiplicativeAttention', 'stateSize', stateSize);
  return {
    kind: 'multiplicative',
    querySize,
    stateSize,
    init: (rng) => ({ kernel: initialize('glorot', rng, [stateSize, querySize], querySize) }),
    keys: ({ kernel: W }, states) => throughRows(states, (rows) => linear(rows, W)),
    scores: (_, queries, keys) => tf.matMul(queries, keys, false, true),
  };
}

/** What is attended to: an encoder's states, and how they are scored. */
export interface Source<P extends TensorTree = TensorTree> {
  readonly attention: Attention<P>;
  readonly params: P;
  /** [batch, source, stateSize] */
  readonly states: tf.Tensor3D;
  /** [batch, source], 1 where a state may be attended to; everywhere unless given. */
  readonly mask?: tf.Tensor2D;
  /** Is told the weights α [batch, time, source] as they are computed; what it needs later it must keep. */
  readonly watch?: (weights: tf.Tensor3D) => void;
}

export type Attended = {
  readonly context: tf.Tensor3D; // [batch, time, stateSize]
  readonly weights: tf.Tensor3D; // [batch, time, source]
};

/**
 * For queries [batch, time, querySize]: the weights α_tk = softmax_k score(s_t, h_k), and the weighted means
 * c_t = Σ_k α_tk h_k of the states. Where the mask is 0 a weight is 0; of a source that is all masked the mean is 0.
 *
 * @throws ShapeError if queries, states or mask do not fit
 * @example
 * const attention = multiplicativeAttention({ querySize: 8, stateSize: 8 });
 * const source = { attention, params: attention.init(createRng(1)), states: tf.ones([1, 4, 8]) as tf.Tensor3D };
 * // Equal states are looked at alike.
 * attend(source, tf.ones([1, 1, 8])).weights; // → [[[0.25, 0.25, 0.25, 0.25]]]
 */
export function attend<P extends TensorTree>(source: Source<P>, queries: tf.Tensor3D): Attended {
  return attending(source)(queries);
}

/** {@link attend} to one source for many queries: what is the same for all of them is computed once. */
function attending<P extends TensorTree>(source: Source<P>): (queries: tf.Tensor3D) => Attended {
  const { attention, params, states, mask, watch } = source;
  requireTensor('attend', 'states', states);
  requireShape('attend', 'states', ['batch', 'source', attention.stateSize], states.shape);
  const [batchSize, length] = states.shape;
  if (mask) requireTensor('attend', 'mask', mask);
  if (mask) requireShape('attend', 'mask', [batchSize, length], mask.shape);
  const keys = attention.keys(params, states);
  const open = mask && tf.cast(tf.expandDims(tf.notEqual(mask, 0), 1), 'float32');
  return (queries) => {
    requireTensor('attend', 'queries', queries);
    requireShape('attend', 'queries', [batchSize, 'time', attention.querySize], queries.shape);
    const weights = maskedSoftmax(attention.scores(params, queries, keys), open);
    watch?.(weights);
    return { context: tf.matMul(weights, states), weights };
  };
}

/** softmax over the last axis of what is open, where `open` is 1; zeros where nothing is. */
export function maskedSoftmax<T extends tf.Tensor>(scores: T, open: tf.Tensor | undefined): T {
  if (!open) return softmax(scores);
  // Far below every score, and finite: −∞ − (−∞) is no number.
  const shut = tf.mul(tf.sub(1, open), -1e9);
  return tf.mul(softmax(tf.add(tf.mul(scores, open), shut)), open) as T;
}

export type AttendingState<S extends TensorTree> = {
  readonly cell: S;
  readonly output: tf.Tensor2D;
};

/**
 * A cell that asks before it steps (Bahdanau, Cho & Bengio 2015): its query is the output before, and the weighted mean of
 * the source's states comes beside its input, s_t = cell(s_{t−1}, [x_t, c_t]). It reads inputs narrower than the cell's by
 * the width of the source's states.
 *
 * @throws RangeError if the cell's inputs have no room for the source's states, or its outputs are no query
 * @example
 * const encoder = gruCell({ inputSize: 2, hiddenSize: 32 });
 * const decoder = gruCell({ inputSize: 3 + 32, hiddenSize: 32 });
 * const head = readout({ hiddenSize: 32, outputSize: 3 });
 * const attention = additiveAttention({ querySize: 32, stateSize: 32 });
 * const rng = createRng(1);
 * const { outputs: states, finalState } = unroll(encoder, encoder.init(rng), tf.zeros([1, 12, 2]));
 * const asking = attendingCell(decoder, { attention, params: attention.init(rng), states });
 * const { outputs } = decode(asking, head, decoder.init(rng), head.init(rng), {
 *   initialState: { cell: finalState, output: lastStep(states) },
 *   steps: 8,
 * });
 * outputs.shape; // → [1, 8, 3]
 */
export function attendingCell<P extends TensorTree, S extends TensorTree, A extends TensorTree>(
  cell: Cell<P, S>,
  source: Source<A>,
): Cell<P, AttendingState<S>> {
  const { stateSize, querySize } = source.attention;
  if (cell.inputSize <= stateSize || cell.hiddenSize !== querySize) {
    throw new RangeError(
      `attendingCell: the cell must read more than the source's ${stateSize} numbers and have the query's ${querySize} units, received inputSize ${cell.inputSize} and hiddenSize ${cell.hiddenSize}`,
    );
  }
  const ask = attending(source);
  return {
    kind: `attending ${cell.kind}`,
    inputSize: cell.inputSize - stateSize,
    hiddenSize: cell.hiddenSize,
    init: (rng) => cell.init(rng),
    initialState: (batchSize) => ({
      cell: cell.initialState(batchSize),
      output: tf.zeros([batchSize, cell.hiddenSize]),
    }),
    step(params, { cell: state, output: query }, x) {
      const { context } = ask(tf.expandDims(query, 1) as tf.Tensor3D);
      const input = tf.concat([tf.expandDims(x, 1), context], 2) as tf.Tensor3D;
      const { outputs, finalState } = unroll(cell, params, input, { initialState: state });
      const output = tf.reshape<tf.Rank.R2>(outputs, [x.shape[0], cell.hiddenSize]);
      return [{ cell: finalState, output }, output];
    },
  };
}

/**
 * A readout that asks before it answers (Luong, Pham & Manning 2015): the query is the state s_t, and what is read is
 * tanh([c_t, s_t] W_c). The recurrence knows nothing of it, so all its steps remain one op.
 *
 * @param combine W_c [stateSize + querySize, head.hiddenSize]
 * @throws RangeError or ShapeError if sizes do not match
 * @example
 * const encoder = gruCell({ inputSize: 2, hiddenSize: 32 });
 * const decoder = gruCell({ inputSize: 3, hiddenSize: 32 });
 * const head = readout({ hiddenSize: 32, outputSize: 3 });
 * const attention = multiplicativeAttention({ querySize: 32, stateSize: 32 });
 * const rng = createRng(1);
 * const { outputs: states, finalState } = unroll(encoder, encoder.init(rng), tf.zeros([1, 12, 2]));
 * const combine = glorot(rng, [32 + 32, 32]);
 * const asking = attendingReadout(head, combine, { attention, params: attention.init(rng), states });
 * const { outputs } = decode(decoder, asking, decoder.init(rng), head.init(rng), { initialState: finalState, steps: 8 });
 * outputs.shape; // → [1, 8, 3]
 */
export function attendingReadout<A extends TensorTree>(
  head: Readout,
  combine: tf.Tensor2D,
  source: Source<A>,
): Readout {
  const { stateSize, querySize } = source.attention;
  requireTensor('attendingReadout', 'combine', combine);
  requireShape('attendingReadout', 'combine', [stateSize + querySize, head.hiddenSize], combine.shape);
  const ask = attending(source);
  return {
    ...head,
    hiddenSize: querySize,
    apply<T extends tf.Tensor2D | tf.Tensor3D>(params: ReadoutParams, hidden: T): T {
      const [batchSize] = hidden.shape;
      const queries = tf.reshape<tf.Rank.R3>(hidden, [batchSize, -1, querySize]);
      const { context } = ask(queries);
      const both = tf.concat([context, queries], 2) as tf.Tensor3D;
      const read = throughRows(both, (rows) => tanh(linear(rows, combine)));
      const outputs = head.apply(params, read);
      return tf.reshape(outputs, [...hidden.shape.slice(0, -1), head.outputSize] as [
        number,
        number,
      ]) as tf.Tensor as T;
    },
  };
}

/** A map of rows, of every step of [batch, time, size]. */
function throughRows(steps: tf.Tensor3D, map: (rows: tf.Tensor2D) => tf.Tensor2D): tf.Tensor3D {
  const [batchSize, time, size] = steps.shape;
  return tf.reshape(map(tf.reshape(steps, [-1, size])), [batchSize, time, -1]) as tf.Tensor3D;
}
