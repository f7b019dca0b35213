import * as tf from '@tensorflow/tfjs-core';
import { type LayerVariable, RNN } from '@tensorflow/tfjs-layers';
import type { KernelInputs } from '@unrolled/kernels/contract';
import { lastState } from '../steps.js';
import { requireLayerArgs, withFastOrthogonal } from './layer-arguments.js';

/** The inputs of every sequence op: what all of them have, and the cell state of the LSTM. */
export type SequenceInputs = KernelInputs<'RnnSequence'> & { readonly initialCell: tf.Tensor };

type RnnArgs = ConstructorParameters<typeof RNN>[0];

/** What tf.RNN has but its types leave out; the cell is one of tf.layers, and owns the weights. */
interface Internals {
  readonly cell: {
    readonly kernel: LayerVariable;
    readonly recurrentKernel: LayerVariable;
    readonly bias: LayerVariable | null;
    readonly dropout: number;
  };
  states_: tf.Tensor[];
  getInitialState(x: tf.Tensor): tf.Tensor[];
}

/**
 * A recurrent layer of tfjs whose call runs the whole sequence as one op. Weights with their initializers,
 * regularizers and constraints, states, masks, shapes and configuration stay those of tf.RNN and its cell.
 */
export abstract class FusedLayer extends RNN {
  /** @param args the layer's own, of which `choices` says which values the op has (see `requireLayerArgs`) */
  protected constructor(
    where: string,
    args: object,
    choices: Readonly<Record<string, readonly unknown[]>>,
    createCell: (args: never) => RnnArgs['cell'],
  ) {
    requireLayerArgs(where, args, choices);
    const cell = createCell({ ...withFastOrthogonal(args), recurrentActivation: 'sigmoid' } as never);
    super({ ...args, cell } as RnnArgs);
  }

  /** Every state over all steps, [batch, time, units] each, the output first; what follows is left out. */
  protected abstract sequences(inputs: SequenceInputs, reverse: boolean): tf.Tensor3D[];

  override call(
    batch: tf.Tensor | tf.Tensor[],
    {
      mask,
      training,
      initialState,
    }: { mask?: tf.Tensor; training?: boolean; initialState?: tf.Tensor[] } = {},
  ): tf.Tensor | tf.Tensor[] {
    return tf.tidy(() => {
      const internals = this as unknown as Internals;
      const { kernel, recurrentKernel, bias, dropout } = internals.cell;
      const x = dropInputs(firstOf(batch) as tf.Tensor3D, training ? dropout : 0);
      const on = firstOf(mask);
      const reverse = this.goBackwards;
      const initial = initialState ?? (this.stateful ? internals.states_ : internals.getInitialState(x));
      const inputs = {
        x,
        inputKernel: kernel.read(),
        recurrentKernel: recurrentKernel.read(),
        ...(bias && { bias: bias.read() }),
        initialHidden: initial[0]!,
        initialCell: initial[1]!,
        ...(on && { mask: tf.cast(tf.cast(on, 'bool'), 'float32') }),
      };
      const sequences = this.sequences(inputs, reverse).slice(0, initial.length);
      const finalStates = sequences.map((states) => lastState(states, reverse));
      if (this.stateful) this.resetStates(finalStates, training);
      const output = this.returnSequences ? inOrderTaken(sequences[0]!, reverse) : finalStates[0]!;
      return this.returnState ? [output, ...finalStates] : output;
    });
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
