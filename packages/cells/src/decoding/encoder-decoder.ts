import type * as tf from '@tensorflow/tfjs-core';
import type { Readout, ReadoutParams } from '../readout.js';
import type { Cell, Recurrence, Rng, TensorTree } from '../types.js';
import { unroll } from '../unroll.js';
import { type Decoded, type DecodeOptions, decode } from './decode.js';

export type EncoderDecoderParams<E extends TensorTree, D extends TensorTree> = {
  readonly encoder: E;
  readonly decoder: D;
  readonly readout: ReadoutParams;
};

export interface TranslateOptions<S extends TensorTree> extends Omit<DecodeOptions<S>, 'initialState'> {
  /** [batch, time] over the source, 1 where a step counts. */
  readonly mask?: tf.Tensor2D;
}

export interface EncoderDecoder<E extends TensorTree, D extends TensorTree, S extends TensorTree> {
  init(rng: Rng): EncoderDecoderParams<E, D>;
  /** source [batch, time, inputSize] → outputs [batch, steps, outputSize]. */
  translate(
    params: EncoderDecoderParams<E, D>,
    source: tf.Tensor3D,
    options: TranslateOptions<S>,
  ): Decoded<S>;
}

/**
 * One recurrence reads a sequence, and another writes one from the state in which the first ended (Cho et al.
 * 2014; Sutskever, Vinyals & Le 2014). Both have states of the same form, such as two LSTMs of the same
 * hiddenSize. What the decoder is fed is up to `decode`.
 *
 * @throws RangeError if the sizes of decoder and readout do not match
 * @example
 * const model = encoderDecoder({
 *   encoder: lstmCell({ inputSize: 2, hiddenSize: 32 }),
 *   decoder: lstmCell({ inputSize: 3, hiddenSize: 32 }),
 *   readout: readout({ hiddenSize: 32, outputSize: 3 }),
 * });
 * const rng = createRng(1);
 * const params = model.init(rng);
 * const source = tf.zeros<tf.Rank.R3>([4, 12, 2]);
 * model.translate(params, source, { targets: tf.zeros([4, 8, 3]), teacherForcing: 0.5, rng }); // training
 * model.translate(params, source, { steps: 8 }).outputs.shape; // → [4, 8, 3]
 */
export function encoderDecoder<E extends TensorTree, D extends TensorTree, S extends TensorTree>({
  encoder,
  decoder,
  readout,
}: {
  readonly encoder: Recurrence<E, S>;
  readonly decoder: Cell<D, S>;
  readonly readout: Readout;
}): EncoderDecoder<E, D, S> {
  if (readout.hiddenSize !== decoder.hiddenSize) {
    throw new RangeError(
      `encoderDecoder: the readout must read the decoder's ${decoder.hiddenSize} units, received ${readout.hiddenSize}`,
    );
  }
  return {
    init: (rng) => ({ encoder: encoder.init(rng), decoder: decoder.init(rng), readout: readout.init(rng) }),
    translate(params, source, { mask, ...options }) {
      const { finalState } = unroll(encoder, params.encoder, source, mask ? { mask } : {});
      return decode(decoder, readout, params.decoder, params.readout, {
        initialState: finalState,
        ...options,
      });
    },
  };
}
