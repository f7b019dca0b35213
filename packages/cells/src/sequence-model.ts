import type * as tf from '@tensorflow/tfjs-core';
import { lastStep, type ReadoutParams, readout } from './readout.js';
import { requireKnown } from './require.js';
import type { Recurrence, Rng, TensorTree } from './types.js';
import { unroll } from './unroll.js';

/** What turns sequences into predictions, and how its parameters begin: what `fit` trains. */
export interface SequenceModel<P extends TensorTree = TensorTree> {
  /** Fresh parameters; the caller owns the tensors. */
  init(rng: Rng): P;
  /**
   * inputs [batch, time, inputSize] → [batch, outputSize], or [batch, time, outputSize] where every step answers. A mask
   * [batch, time] says which steps are taken (see `unroll`).
   */
  apply(
    params: P,
    inputs: tf.Tensor3D,
    options?: { readonly mask?: tf.Tensor2D; readonly rng?: Rng },
  ): tf.Tensor;
}

export interface SequenceModelOptions<P extends TensorTree, S extends TensorTree> {
  readonly cell: Recurrence<P, S>;
  readonly outputSize: number;
  /** Whether every step answers; else the last one alone. */
  readonly everyStep?: boolean;
}

/**
 * A recurrence with a linear readout of its last step, or of every step.
 *
 * @throws RangeError if outputSize is not a positive integer
 * @throws TypeError if there is another option
 * @example
 * const model = sequenceModel({ cell: lstmCell({ inputSize: 10, hiddenSize: 16 }), outputSize: 10 });
 * const { params } = await fit(model, palindrome({ length: 5 }), { epochs: 1, stepsPerEpoch: 5 });
 * model.apply(params, tf.zeros([1, 4, 10])).shape; // → [1, 10]
 */
export function sequenceModel<P extends TensorTree, S extends TensorTree>(
  options: SequenceModelOptions<P, S>,
): SequenceModel<{ readonly cell: P; readonly head: ReadoutParams }> {
  requireKnown('sequenceModel', options, ['cell', 'outputSize', 'everyStep']);
  const { cell, outputSize, everyStep = false } = options;
  const head = readout({ hiddenSize: cell.hiddenSize, outputSize });
  return {
    init: (rng) => ({ cell: cell.init(rng), head: head.init(rng) }),
    apply(params, inputs, unrolling = {}) {
      const { outputs } = unroll(cell, params.cell, inputs, unrolling);
      return everyStep ? head.apply(params.head, outputs) : head.apply(params.head, lastStep(outputs));
    },
  };
}
