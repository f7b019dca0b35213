import type * as tf from '@tensorflow/tfjs-core';
import { layers, type RNN } from '@tensorflow/tfjs-layers';
import type { Activation } from '@unrolled/kernels/contract';
import { rnnSequence } from '../ops/rnn-sequence.js';
import { FusedLayer, type SequenceInputs } from './fused-layer.js';
import type { LayerArgs } from './layer-arguments.js';

export type RnnLayerArgs = LayerArgs & { readonly activation?: 'tanh' | 'relu' | 'sigmoid' | 'linear' };

export class RnnLayer extends FusedLayer {
  static override readonly className = 'UnrolledRnn';
  private readonly activation: Activation;

  constructor(args: RnnLayerArgs) {
    super('rnn', args, { activation: ['tanh', 'relu', 'sigmoid', 'linear'] }, layers.simpleRNNCell);
    const { activation = 'tanh' } = args;
    this.activation = activation === 'linear' ? 'identity' : activation;
  }

  protected override sequences(inputs: SequenceInputs, reverse: boolean): tf.Tensor3D[] {
    return rnnSequence(inputs, { activation: this.activation, reverse });
  }
}

/**
 * `tf.layers.simpleRNN` as one op: h_t = φ(x_t K + h_{t−1} R + b). It has the same arguments except
 * `recurrentDropout`, which must be 0, and the same weights and states; activations are tanh, relu, sigmoid and
 * linear.
 *
 * @throws TypeError if an argument or an activation is not supported
 * @example
 * const layers = [rnn({ units: 64, inputShape: [20, 10] }), tf.layers.dense({ units: 2 })];
 * const model = tf.sequential({ layers });
 * model.outputs[0].shape; // → [null, 2]
 */
export function rnn(args: RnnLayerArgs): RNN {
  return new RnnLayer(args);
}
