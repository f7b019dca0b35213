import * as tf from '@tensorflow/tfjs-core';
import { maskedSoftmax } from '../decoding/attention.js';
import { glorot } from '../initializers.js';
import { type LayerNormParams, layerNorm, layerNormParams } from '../layer-norm.js';
import { linear } from '../ops/linear.js';
import { tanh } from '../ops/twice-differentiable.js';
import type { Rng } from '../types.js';
import { type ClockHands, rotate } from './positions.js';

type Affine = { readonly kernel: tf.Tensor2D; readonly bias: tf.Tensor1D };

export type TransformerBlockParams = {
  readonly attentionNorm: LayerNormParams;
  readonly query: tf.Tensor2D; // [d, d], and so are key and value
  readonly key: tf.Tensor2D;
  readonly value: tf.Tensor2D;
  readonly output: Affine; // [d, d]
  readonly feedForwardNorm: LayerNormParams;
  readonly up: Affine; // [d, m]
  readonly down: Affine; // [m, d]
};

/** What a block has seen: keys and values [batch, heads, positions, d / heads]. */
export type KeysAndValues = {
  readonly keys: tf.Tensor4D;
  readonly values: tf.Tensor4D;
};

export interface BlockOptions {
  readonly heads: number;
  /** By which queries and keys are turned, of rotary positions. */
  readonly hands?: ClockHands | undefined;
  /** What was seen before. */
  readonly past?: KeysAndValues | undefined;
  /** [batch, positions], past ones included: 1 where a position may be attended to. */
  readonly mask?: tf.Tensor2D | undefined;
  /** Is told the weights [batch, heads, time, positions]; what it needs later it must keep. */
  readonly watch?: ((weights: tf.Tensor4D) => void) | undefined;
}

export function blockParams(rng: Rng, size: number, inner: number): TransformerBlockParams {
  const affine = (from: number, to: number): Affine => ({
    kernel: glorot(rng, [from, to]),
    bias: tf.zeros([to]),
  });
  const square = () => glorot(rng, [size, size]);
  return {
    attentionNorm: layerNormParams(size),
    query: square(),
    key: square(),
    value: square(),
    output: affine(size, size),
    feedForwardNorm: layerNormParams(size),
    up: affine(size, inner),
    down: affine(inner, size),
  };
}

/**
 * A pre-norm block (Xiong et al. 2020; Vaswani et al. 2017 normalised after the sum): x + attention(norm(x)), then
 * that + W₂ gelu(W₁ norm(that)). Attention is causal: position t sees those up to t. x [batch, time, d].
 */
export function transformerBlock(
  params: TransformerBlockParams,
  x: tf.Tensor3D,
  options: BlockOptions,
): { readonly outputs: tf.Tensor3D; readonly seen: KeysAndValues } {
  const [batchSize, time, size] = x.shape;
  const rowsOf = (steps: tf.Tensor3D) => tf.reshape<tf.Rank.R2>(steps, [-1, size]);
  const stepsOf = (rows: tf.Tensor2D) => tf.reshape<tf.Rank.R3>(rows, [batchSize, time, size]);
  const { found, seen } = selfAttention(params, layerNorm(x, params.attentionNorm), options);
  const attended = tf.add(x, stepsOf(affine(rowsOf(found), params.output))) as tf.Tensor3D;
  const inner = gelu(affine(rowsOf(layerNorm(attended, params.feedForwardNorm)), params.up));
  return { outputs: tf.add(attended, stepsOf(affine(inner, params.down))), seen };
}

const affine = (rows: tf.Tensor2D, { kernel, bias }: Affine) => linear(rows, kernel, bias);

/**
 * Causal multi-head self-attention (Vaswani et al. 2017): in each head softmax(QKᵀ/√(d/heads))·V over the positions up to
 * its own; the heads side by side.
 */
function selfAttention(
  { query, key, value }: TransformerBlockParams,
  x: tf.Tensor3D,
  { heads, hands, past, mask, watch }: BlockOptions,
): { readonly found: tf.Tensor3D; readonly seen: KeysAndValues } {
  const [batchSize, time, size] = x.shape;
  const first = past?.keys.shape[2] ?? 0;
  const rows = tf.reshape<tf.Rank.R2>(x, [-1, size]);
  const split = (kernel: tf.Tensor2D) =>
    tf.transpose(
      tf.reshape(linear(rows, kernel), [batchSize, time, heads, size / heads]),
      [0, 2, 1, 3],
    ) as tf.Tensor4D;
  const turned = (of: tf.Tensor4D) => (hands ? rotate(of, hands) : of);
  const after = (before: tf.Tensor4D | undefined, now: tf.Tensor4D) =>
    before ? tf.concat4d([before, now], 2) : now;
  const q = turned(split(query));
  const keys = after(past?.keys, turned(split(key)));
  const values = after(past?.values, split(value));
  const scores = tf.div(
    tf.matMul(q, tf.transpose(keys, [0, 1, 3, 2])),
    Math.sqrt(size / heads),
  ) as tf.Tensor4D;
  const weights = maskedSoftmax(scores, upTo(time, first, mask));
  watch?.(weights);
  const found = tf.transpose(tf.matMul(weights, values), [0, 2, 1, 3]);
  return { found: tf.reshape(found, [batchSize, time, size]), seen: { keys, values } };
}

/** 1 where position `first` + t may look: at those up to itself that the mask has; [batch or 1, 1, time, positions]. */
function upTo(time: number, first: number, mask: tf.Tensor2D | undefined): tf.Tensor4D {
  const positions = first + time;
  const causal = tf.tensor4d(
    Float32Array.from({ length: time * positions }, (_, i) =>
      Number(i % positions <= first + Math.floor(i / positions)),
    ),
    [1, 1, time, positions],
  );
  if (!mask) return causal;
  const open = tf.cast(tf.notEqual(mask, 0), 'float32');
  return tf.mul(causal, tf.reshape(open, [-1, 1, 1, positions]));
}

/** Gaussian error linear units (Hendrycks & Gimpel 2016) by tanh: x/2 (1 + tanh(√(2/π)(x + 0.044715 x³))). */
function gelu(x: tf.Tensor2D): tf.Tensor2D {
  const inner = tf.mul(Math.sqrt(2 / Math.PI), tf.add(x, tf.mul(0.044715, tf.mul(x, tf.square(x)))));
  return tf.mul(tf.mul(x, 0.5), tf.add(1, tanh(inner)));
}
