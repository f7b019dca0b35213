import * as tf from '@tensorflow/tfjs-core';
import { type LayerNormParams, layerNorm, layerNormParams } from '../layer-norm.js';
import type { Cell, Recurrence, Rng, TensorTree } from '../types.js';
import { unroll } from '../unroll.js';

type Named = { readonly [name: string]: TensorTree };
/** The recurrence's own parameters, and with them gain and bias of what it says. */
export type LayerNormalizedParams<P extends Named = Named> = P & { readonly norm: LayerNormParams };

/**
 * A recurrence whose outputs are normalised (Ba, Kiros & Hinton 2016): y_t = g ∘ (o_t − mean)/√(variance + 1e-5) + b, mean and
 * variance over the numbers of o_t, the output of one example at one step; g begins as ones, b as zeros. So whatever reads them,
 * the next layer of a stack or the readout, reads numbers of one scale.
 *
 * The state goes on as it is. Within the recurrence, where the paper has it, the normalisation would have to be computed step by
 * step; behind it a sequence remains one op. Inputs are left alone: of a single number nothing would be left.
 *
 * @example
 * const cell = stackCells([
 *   layerNormalized(lstmCell({ inputSize: 10, hiddenSize: 64 })),
 *   layerNormalized(lstmCell({ inputSize: 64, hiddenSize: 64 })),
 * ]);
 * unroll(cell, cell.init(Math.random), tf.ones([2, 5, 10])).outputs.shape; // → [2, 5, 64]
 */
export function layerNormalized<P extends Named, S extends TensorTree>(
  cell: Cell<P, S>,
): Cell<LayerNormalizedParams<P>, S>;
export function layerNormalized<P extends Named, S extends TensorTree>(
  recurrence: Recurrence<P, S>,
): Recurrence<LayerNormalizedParams<P>, S>;
export function layerNormalized<P extends Named, S extends TensorTree>(
  recurrence: Recurrence<P, S>,
): Recurrence<LayerNormalizedParams<P>, S> {
  return {
    ...recurrence,
    init: (rng) => ({ ...recurrence.init(rng), norm: layerNormParams(recurrence.hiddenSize) }),
    ...(recurrence.step && {
      step(params: LayerNormalizedParams<P>, state: S, x: tf.Tensor2D, rng?: Rng) {
        const [next, output] = recurrence.step!(params, state, x, rng);
        return [next, layerNorm(output, params.norm)] as const;
      },
    }),
    sequence(params, inputs, options) {
      const { outputs, finalState } = unroll<P, S>(recurrence, params, inputs, options);
      const normal = layerNorm(outputs, params.norm);
      if (!options.mask) return { outputs: normal, finalState };
      // Before the first step that is taken there is no output.
      const begun = tf.greater(tf.cumsum(options.mask, 1, false, options.reverse), 0);
      return { outputs: tf.where(tf.expandDims(begun, 2), normal, tf.zerosLike(normal)), finalState };
    },
  };
}
