import type * as tf from '@tensorflow/tfjs-core';
import { layers, type RNN } from '@tensorflow/tfjs-layers';
import { lstmSequence } from '../ops/lstm-sequence.js';
import { FusedLayer, type SequenceInputs } from './fused-layer.js';
import type { LayerArgs } from './layer-arguments.js';

export type LstmLayerArgs = LayerArgs & {
  readonly activation?: 'tanh';
  readonly recurrentActivation?: 'sigmoid';
  /** Whether the forget gate's bias begins at 1; false unless given, as in tf.layers. */
  readonly unitForgetBias?: boolean;
};

export class LstmLayer extends FusedLayer {
  static override readonly className = 'UnrolledLstm';

  constructor(args: LstmLayerArgs) {
    const choices = {
      activation: ['tanh'],
      recurrentActivation: ['sigmoid'],
      unitForgetBias: [true, false],
    };
    super('lstm', args, choices, layers.lstmCell);
  }

  protected override sequences(inputs: SequenceInputs, reverse: boolean): tf.Tensor3D[] {
    return lstmSequence(inputs, { reverse });
  }
}

/**
 * `tf.layers.lstm` as one op (see `lstmCell`), with sigmoid gates, where tf.layers uses hardSigmoid by
 * default. It has the same arguments except `recurrentDropout`, which must be 0, and the same weights and
 * states.
 *
 * @throws TypeError if an argument or an activation is not supported
 * @example
 * const model = tf.sequential({ layers: [lstm({ units: 64, returnSequences: true, inputShape: [20, 10] })] });
 * model.outputs[0].shape; // → [null, 20, 64]
 */
export function lstm(args: LstmLayerArgs): RNN {
  return new LstmLayer(args);
}
