import * as tf from '@tensorflow/tfjs';
import type { Activation } from '@unrolled/kernels/contract';
import { rnnSequence } from '../ops/rnn-sequence.js';
import { FusedLayer, type KerasWeights, type SequenceSettings } from './fused-layer.js';
import { type LayerArgs, requireLayerArgs, withFastOrthogonal } from './layer-arguments.js';

export type RnnLayerArgs = LayerArgs & { readonly activation?: 'tanh' | 'relu' | 'sigmoid' | 'linear' };

export class RnnLayer extends FusedLayer {
  static override readonly className = 'UnrolledRnn';
  private readonly activation: Activation;

  constructor(args: RnnLayerArgs) {
    requireLayerArgs('rnn', args, { activation: ['tanh', 'relu', 'sigmoid', 'linear'] });
    super({ ...args, cell: tf.layers.simpleRNNCell(withFastOrthogonal(args)) });
    const { activation = 'tanh' } = args;
    this.activation = activation === 'linear' ? 'identity' : activation;
  }

  protected override sequences(
    { kernel, ...weights }: KerasWeights,
    x: tf.Tensor3D,
    [initialHidden]: tf.Tensor[],
    { reverse, ...mask }: SequenceSettings,
  ): tf.Tensor3D[] {
    const inputs = { x, inputKernel: kernel, ...weights, initialHidden: initialHidden!, ...mask };
    return [rnnSequence(inputs, { activation: this.activation, reverse })];
  }
}

/**
 * `tf.layers.simpleRNN` as one op: h_t = φ(x_t K + h_{t−1} R + b). It has the same arguments except
 * `recurrentDropout` and `unroll`, and the same weights and states; activations are tanh, relu, sigmoid and
 * linear.
 *
 * @throws TypeError if an argument or an activation is not supported
 * @example
 * const model = tf.sequential({ layers: [rnn({ units: 64, inputShape: [20, 10] }), tf.layers.dense({ units: 2 })] });
 */
export function rnn(args: RnnLayerArgs): tf.RNN {
  return new RnnLayer(args);
}
