import * as tf from '@tensorflow/tfjs-core';
import { layers, type RNN } from '@tensorflow/tfjs-layers';
import { gruSequence } from '../ops/gru-sequence.js';
import { FusedLayer, type SequenceInputs } from './fused-layer.js';
import type { LayerArgs } from './layer-arguments.js';

export type GruLayerArgs = LayerArgs & {
  readonly activation?: 'tanh';
  readonly recurrentActivation?: 'sigmoid';
  /** tf.layers has only the reset before the product. */
  readonly resetAfter?: false;
};

export class GruLayer extends FusedLayer {
  static override readonly className = 'UnrolledGru';

  constructor(args: GruLayerArgs) {
    const choices = { activation: ['tanh'], recurrentActivation: ['sigmoid'], resetAfter: [false] };
    super('gru', args, choices, layers.gruCell);
  }

  protected override sequences(inputs: SequenceInputs, reverse: boolean): tf.Tensor3D[] {
    const { inputKernel, recurrentKernel, bias } = inputs;
    const packed = {
      inputKernel: asRzn(inputKernel),
      recurrentKernel: asRzn(recurrentKernel),
      ...(bias && { bias: asRzn(bias) }),
    };
    return gruSequence({ ...inputs, ...packed }, { resetAfter: false, reverse });
  }
}

/**
 * Gates z r h of Keras → r z n of the op: the first two change places, and so does their gradient. By slices, because tfjs's
 * split takes the cpu backend longer than a kernel takes for the sequence.
 */
const asRzn = tf.customGrad((packed) => ({
  value: swapped(packed as tf.Tensor),
  gradFunc: swapped,
})) as <T extends tf.Tensor>(packed: T) => T;

function swapped(packed: tf.Tensor): tf.Tensor {
  const axis = packed.rank - 1;
  const units = packed.shape[axis]! / 3;
  const rows = packed.shape.slice(0, axis);
  const gate = (i: number) => tf.slice(packed, [...rows.map(() => 0), i * units], [...rows, units]);
  return tf.concat([gate(1), gate(0), gate(2)], axis);
}

/**
 * `tf.layers.gru` as one op (see `gruCell`), with sigmoid gates, where tf.layers uses hardSigmoid by default.
 * It has the same arguments except `recurrentDropout`, `implementation` and `unroll`, and the same weights
 * and states.
 *
 * @throws TypeError if an argument or an activation is not supported
 * @example
 * const layer = gru({ units: 64, returnSequences: true, inputShape: [20, 10] });
 */
export function gru(args: GruLayerArgs): RNN {
  return new GruLayer(args);
}
