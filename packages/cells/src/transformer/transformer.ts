import * as tf from '@tensorflow/tfjs-core';
import { glorot, normal } from '../initializers.js';
import { type LayerNormParams, layerNorm, layerNormParams } from '../layer-norm.js';
import { linear } from '../ops/linear.js';
import { requireKnown, requireOneOf, requirePositiveInteger, requireTensor } from '../require.js';
import { requireShape } from '../shape-error.js';
import type { Rng } from '../types.js';
import { blockParams, type KeysAndValues, type TransformerBlockParams, transformerBlock } from './block.js';
import { clockHands, learntPositions, type Places, placesOf, sinusoidalPositions } from './positions.js';

const positionKinds = ['sinusoidal', 'learnt', 'rotary'] as const;

export interface TransformerOptions {
  readonly inputSize: number;
  /** The width d of every position. */
  readonly hiddenSize: number;
  /** Blocks on top of each other; 2 unless given. */
  readonly layers?: number;
  /** Heads of attention, of which d is a multiple; 4 unless given. */
  readonly heads?: number;
  /** Units within each block; 4d unless given. */
  readonly feedForwardSize?: number;
  /**
   * How it knows where something stands: added sines (Vaswani et al. 2017), an added vector for each position, which is
   * learnt, or queries and keys turned by their positions (Su et al. 2021); rotary unless given.
   */
  readonly positions?: (typeof positionKinds)[number];
  /** Of learnt positions: how many there are. */
  readonly longest?: number;
}

export type TransformerParams = {
  readonly input: { readonly kernel: tf.Tensor2D; readonly bias: tf.Tensor1D }; // [inputSize, d]
  readonly positions?: tf.Tensor2D; // [longest, d]
  readonly blocks: { readonly [layer: string]: TransformerBlockParams }; // l0, l1, …
  readonly norm: LayerNormParams;
};

/** What a transformer has seen so far, a block each. */
export type TransformerCache = KeysAndValues[];

export interface TransformerRun {
  /** What it has seen before these inputs: they go on from there. */
  readonly cache?: TransformerCache;
  /**
   * [batch, positions], those of the cache included: 1 where a position may be attended to. The others are not counted
   * either, so that a padded sequence gives what it gives alone, wherever the padding stands.
   */
  readonly mask?: tf.Tensor2D;
  /** Is told the weights [batch, heads, time, positions] of each layer; what it needs later it must keep. */
  readonly watch?: (weights: tf.Tensor4D, layer: number) => void;
}

export interface Transformer {
  readonly kind: 'transformer';
  readonly inputSize: number;
  readonly hiddenSize: number;
  /** Fresh parameters; the caller owns the tensors. */
  init(rng: Rng): TransformerParams;
  /**
   * inputs [batch, time, inputSize] → outputs [batch, time, hiddenSize], each of what came up to it, and the cache to go on
   * with, whose tensors the caller owns.
   *
   * @throws ShapeError if inputs or mask do not fit
   * @throws RangeError if there are more positions than were learnt
   */
  apply(
    params: TransformerParams,
    inputs: tf.Tensor3D,
    run?: TransformerRun,
  ): { readonly outputs: tf.Tensor3D; readonly cache: TransformerCache };
}

/**
 * A causal transformer (Vaswani et al. 2017, its decoder without a source) of pre-norm blocks: a linear map of the inputs,
 * blocks of multi-head self-attention and a feed-forward network, and a last layer normalisation. All positions are computed
 * at once; to write, one after the other with the keys and values of those before kept, which gives the same numbers.
 *
 * @throws RangeError if a size is not a positive integer, hiddenSize not an even multiple of the heads, or positions unknown
 * @throws TypeError if learnt positions are asked for without their number
 * @example
 * const model = transformer({ inputSize: 10, hiddenSize: 32, layers: 2, heads: 4 });
 * const params = model.init(createRng(1));
 * const { outputs, cache } = model.apply(params, tf.zeros([1, 5, 10]));
 * outputs.shape; // → [1, 5, 32]
 * // One more position, with the keys and values of those before.
 * model.apply(params, tf.zeros([1, 1, 10]), { cache }).outputs.shape; // → [1, 1, 32]
 */
export function transformer(options: TransformerOptions): Transformer {
  const where = 'transformer';
  const known = ['inputSize', 'hiddenSize', 'layers', 'heads', 'feedForwardSize', 'positions', 'longest'];
  requireKnown(where, options, known);
  const { inputSize, hiddenSize, layers = 2, heads = 4, positions = 'rotary', longest } = options;
  const { feedForwardSize = 4 * hiddenSize } = options;
  for (const [name, value] of Object.entries({ inputSize, hiddenSize, layers, heads, feedForwardSize }))
    requirePositiveInteger(where, name, value);
  requireOneOf(where, 'positions', positionKinds, positions);
  if (hiddenSize % (2 * heads) !== 0)
    throw new RangeError(
      `${where}: hiddenSize must be an even multiple of the ${heads} heads, received ${hiddenSize}`,
    );
  if (positions === 'learnt' && longest === undefined)
    throw new TypeError(`${where}: learnt positions need longest, how many there are`);
  if (longest !== undefined) requirePositiveInteger(where, 'longest', longest);

  /** What is added to what stands at the places. */
  const marks = (places: Places, learnt: tf.Tensor2D | undefined) => {
    if (positions === 'sinusoidal') return sinusoidalPositions(places, hiddenSize);
    return positions === 'learnt' ? learntPositions(learnt!, places) : undefined;
  };

  return {
    kind: 'transformer',
    inputSize,
    hiddenSize,
    init: (rng) => ({
      input: { kernel: glorot(rng, [inputSize, hiddenSize]), bias: tf.zeros([hiddenSize]) },
      ...(positions === 'learnt' && { positions: normal<tf.Rank.R2>(rng, [longest!, hiddenSize], 0.02) }),
      blocks: Object.fromEntries(
        Array.from({ length: layers }, (_, l) => [`l${l}`, blockParams(rng, hiddenSize, feedForwardSize)]),
      ),
      norm: layerNormParams(hiddenSize),
    }),
    apply(params, inputs, { cache, mask, watch } = {}) {
      requireTensor(where, 'inputs', inputs);
      requireShape(where, 'inputs', ['batch', 'time', inputSize], inputs.shape);
      const [batchSize, time] = inputs.shape;
      const first = cache?.[0]?.keys.shape[2] ?? 0;
      if (mask) requireTensor(where, 'mask', mask);
      if (mask) requireShape(where, 'mask', [batchSize, first + time], mask.shape);
      if (positions === 'learnt' && first + time > longest!)
        throw new RangeError(
          `${where}: there are ${longest} learnt positions, received ${first + time} steps`,
        );
      return tf.tidy(() => {
        const { kernel, bias } = params.input;
        const places = placesOf(first, time, mask);
        const added = marks(places, params.positions);
        const hands = positions === 'rotary' ? clockHands(places, hiddenSize / heads) : undefined;
        const rows = linear(tf.reshape(inputs, [-1, inputSize]), kernel, bias);
        let x = tf.reshape(rows, [batchSize, time, hiddenSize]) as tf.Tensor3D;
        if (added) x = tf.add(x, added);
        const seen: KeysAndValues[] = [];
        for (let layer = 0; layer < layers; layer++) {
          const block = transformerBlock(params.blocks[`l${layer}`]!, x, {
            heads,
            hands,
            past: cache?.[layer],
            mask,
            watch: watch && ((weights) => watch(weights, layer)),
          });
          x = block.outputs;
          seen.push(block.seen);
        }
        return { outputs: layerNorm(x, params.norm), cache: seen };
      });
    },
  };
}
