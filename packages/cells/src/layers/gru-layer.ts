import * as tf from '@tensorflow/tfjs-core';
import { layers, type RNN } from '@tensorflow/tfjs-layers';
import { gruSequence } from '../ops/gru-sequence.js';
import { FusedLayer, type SequenceInputs } from './fused-layer.js';
import type { LayerArgs } from './layer-arguments.js';

export type GruLayerArgs = LayerArgs & {
  readonly activation?: 'tanh';
  readonly recurrentActivation?: 'sigmoid';
  /** Whether the reset gate acts after the product, as in Keras 2 and 3 by default; false unless given, as in tf.layers. */
  readonly resetAfter?: boolean;
};

export class GruLayer extends FusedLayer {
  static override readonly className = 'UnrolledGru';
  private readonly resetAfter: boolean;

  constructor(args: GruLayerArgs) {
    const choices = { activation: ['tanh'], recurrentActivation: ['sigmoid'], resetAfter: [false, true] };
    super('gru', args, choices, gruCell);
    this.resetAfter = args.resetAfter ?? false;
  }

  protected override sequences(inputs: SequenceInputs, reverse: boolean): tf.Tensor3D[] {
    const { inputKernel, recurrentKernel, bias } = inputs;
    const packed = { inputKernel: asRzn(inputKernel), recurrentKernel: asRzn(recurrentKernel) };
    const biases = bias && (this.resetAfter ? bothBiases(bias) : { bias: asRzn(bias) });
    return gruSequence({ ...inputs, ...packed, ...biases }, { resetAfter: this.resetAfter, reverse });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), resetAfter: this.resetAfter };
  }
}

/** That of tf.layers, which has one bias, or with `resetAfter` two, that of the inputs before that of the state: [2, 3H]. */
function gruCell({ resetAfter, ...args }: Parameters<typeof layers.gruCell>[0]) {
  const cell = layers.gruCell(args);
  if (!resetAfter) return cell;
  const protectedPart = cell as unknown as {
    addWeight(name: string, shape: number[], ...rest: unknown[]): unknown;
  };
  const { addWeight } = protectedPart;
  protectedPart.addWeight = (name, shape, ...rest) =>
    addWeight.call(cell, name, name === 'bias' ? [2, ...shape] : shape, ...rest);
  return cell;
}

function bothBiases(biases: tf.Tensor): { readonly bias: tf.Tensor; readonly recurrentBias: tf.Tensor } {
  const [bias, recurrentBias] = [0, 1].map((row) => {
    const width = biases.shape[1]!;
    return asRzn(tf.reshape(tf.slice(biases, [row, 0], [1, width]), [width]));
  });
  return { bias: bias!, recurrentBias: recurrentBias! };
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
 * It has the same arguments except `recurrentDropout`, which must be 0, and the same weights and states; and
 * `resetAfter: true`, which tf.layers refuses, with the two biases of Keras.
 *
 * @throws TypeError if an argument or an activation is not supported
 * @example
 * const model = tf.sequential({ layers: [gru({ units: 64, returnSequences: true, inputShape: [20, 10] })] });
 * model.outputs[0].shape; // → [null, 20, 64]
 */
export function gru(args: GruLayerArgs): RNN {
  return new GruLayer(args);
}
