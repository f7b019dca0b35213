import { type Activation, activations } from '../activations.js';
import { addProduct } from '../bptt/products.js';
import { rnnForward } from '../bptt/rnn.js';

/** A matrix written out by rows; `tf.tensor2d` takes it as it is. */
export type Rows = readonly (readonly number[])[];

/** One plain recurrent cell with its weights, in the layout of the tfjs cells. */
export interface ConstructedLayer {
  readonly cell: 'rnn';
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly activation: Activation;
  readonly inputKernel: Rows; // [inputSize, hiddenSize]
  readonly recurrentKernel: Rows; // [hiddenSize, hiddenSize]
  readonly bias: readonly number[]; // [hiddenSize]
  readonly initialHidden: readonly number[]; // [hiddenSize]
}

/** A network with weights set by hand: layers of plain cells, then y_t = φ(h_t·outputKernel + outputBias). */
export interface ConstructedNetwork {
  readonly layers: readonly ConstructedLayer[];
  readonly readout: {
    readonly activation: Activation;
    readonly outputKernel: Rows; // [hiddenSize of the last layer, outputSize]
    readonly outputBias: readonly number[]; // [outputSize]
  };
}

/** A constructed network, what it should compute, and on what. */
export interface Construction {
  /** What comes out at step t, in a sentence. */
  readonly computes: string;
  readonly network: ConstructedNetwork;
  /** Every input a step may have. */
  readonly alphabet: Rows;
  /** Steps of zeros after a sequence, needed to bring out its last outputs. */
  readonly padding: number;
  /** How far an output may be from what is expected: 0 for threshold units. */
  readonly tolerance: number;
  /** The outputs, step by step, for one sequence (its padding included), by other means than the network's. */
  expected(sequence: Rows): Rows;
}

/** Runs count sequences [count, steps, inputSize] and returns the outputs [count, steps, outputSize]. */
export type NetworkRunner = (
  network: ConstructedNetwork,
  inputs: Float64Array,
  shape: { readonly count: number; readonly steps: number },
) => ArrayLike<number> | Promise<ArrayLike<number>>;

/**
 * Runs a constructed network in float64.
 *
 * @example
 * const network = constructions.parity.network;
 * runNetwork(network, Float64Array.of(1, 1, 0, 1), { count: 1, steps: 4 }); // → [1, 0, 0, 1]
 */
export function runNetwork(
  { layers, readout }: ConstructedNetwork,
  inputs: Float64Array,
  { count }: { readonly count: number; readonly steps: number },
): Float64Array {
  const flat = layers.map((layer) => ({
    size: layer,
    initialHidden: Float64Array.from(layer.initialHidden),
    params: {
      inputKernel: flatten(layer.inputKernel),
      recurrentKernel: flatten(layer.recurrentKernel),
      bias: Float64Array.from(layer.bias),
    },
  }));
  const outputKernel = flatten(readout.outputKernel);
  const φ = activations[readout.activation].f;
  const length = inputs.length / count;
  return flatten(
    Array.from({ length: count }, (_, k) => {
      let sequence = inputs.subarray(k * length, (k + 1) * length);
      let hidden: Float64Array[] = [];
      for (const { size, params, initialHidden } of flat) {
        hidden = rnnForward(size, params, sequence, initialHidden).map(({ h }) => h);
        sequence = flatten(hidden);
      }
      return hidden.flatMap((h) => {
        const y = Float64Array.from(readout.outputBias);
        addProduct(y, h, outputKernel);
        return Array.from(y, φ);
      });
    }),
  );
}

function flatten(rows: readonly ArrayLike<number>[]): Float64Array {
  const width = rows[0]?.length ?? 0;
  const flat = new Float64Array(rows.length * width);
  rows.forEach((row, k) => {
    flat.set(row, k * width);
  });
  return flat;
}
