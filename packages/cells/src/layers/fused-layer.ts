import * as tf from '@tensorflow/tfjs';
import { lastState } from '../steps.js';

/** The weights of a cell as tensors, in the shapes and gate order of Keras. */
export interface KerasWeights {
  readonly kernel: tf.Tensor2D;
  readonly recurrentKernel: tf.Tensor2D;
  readonly bias?: tf.Tensor1D;
}
export interface SequenceSettings {
  readonly mask?: tf.Tensor2D;
  readonly reverse: boolean;
}

/** What tf.RNN has but its types leave out; the cell is one of tf.layers, and owns the weights. */
interface Internals {
  readonly cell: {
    readonly kernel: tf.LayerVariable;
    readonly recurrentKernel: tf.LayerVariable;
    readonly bias: tf.LayerVariable | null;
    readonly dropout: number;
  };
  states_: tf.Tensor[];
  getInitialState(x: tf.Tensor): tf.Tensor[];
}

/**
 * A recurrent layer of tfjs whose call runs the whole sequence as one op. Weights with their initializers,
 * regularizers and constraints, states, masks, shapes and configuration stay those of tf.RNN and its cell.
 */
export abstract class FusedLayer extends tf.RNN {
  /** Every state over all steps, [batch, time, units] each, the output first. */
  protected abstract sequences(
    weights: KerasWeights,
    x: tf.Tensor3D,
    initial: tf.Tensor[],
    settings: SequenceSettings,
  ): tf.Tensor3D[];

  override call(
    inputs: tf.Tensor | tf.Tensor[],
    {
      mask,
      training,
      initialState,
    }: { mask?: tf.Tensor; training?: boolean; initialState?: tf.Tensor[] } = {},
  ): tf.Tensor | tf.Tensor[] {
    return tf.tidy(() => {
      const internals = this as unknown as Internals;
      const { kernel, recurrentKernel, bias, dropout } = internals.cell;
      const x = dropInputs(firstOf(inputs) as tf.Tensor3D, training ? dropout : 0);
      const on = firstOf(mask);
      const reverse = this.goBackwards;
      const sequences = this.sequences(
        {
          kernel: kernel.read() as tf.Tensor2D,
          recurrentKernel: recurrentKernel.read() as tf.Tensor2D,
          ...(bias && { bias: bias.read() as tf.Tensor1D }),
        },
        x,
        initialState ?? (this.stateful ? internals.states_ : internals.getInitialState(x)),
        { reverse, ...(on && { mask: tf.cast(tf.cast(on, 'bool'), 'float32') as tf.Tensor2D }) },
      );
      const finalStates = sequences.map((states) => lastState(states, reverse));
      if (this.stateful) this.resetStates(finalStates, training);
      const output = this.returnSequences ? inOrderTaken(sequences[0]!, reverse) : finalStates[0]!;
      return this.returnState ? [output, ...finalStates] : output;
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    // Arguments that these layers refuse.
    const { unroll, implementation, recurrentDropout, ...config } = super.getConfig();
    return config;
  }

  static override fromConfig<T extends tf.serialization.Serializable>(
    cls: tf.serialization.SerializableConstructor<T>,
    { customObjects, ...config }: tf.serialization.ConfigDict,
  ): T {
    return new cls(config);
  }
}

function firstOf<T>(value: T | T[] | null | undefined): T | undefined {
  return (Array.isArray(value) ? value[0] : value) ?? undefined;
}

/** tf.layers returns the steps of a backward layer in the order in which it took them. */
function inOrderTaken(sequence: tf.Tensor3D, reverse: boolean): tf.Tensor3D {
  return reverse ? tf.reverse(sequence, 1) : sequence;
}

/** Drops the same inputs at every step, as tf.layers does (Gal & Ghahramani 2016). */
function dropInputs(x: tf.Tensor3D, rate: number): tf.Tensor3D {
  if (rate === 0) return x;
  const [batchSize, , inputSize] = x.shape;
  return tf.mul(x, tf.dropout(tf.ones([batchSize, 1, inputSize]), rate));
}
