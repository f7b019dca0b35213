import type { Bidirectional } from '../cells/bidirectional.js';
import { gateCounts } from '../cells/gate-parameters.js';
import type { GruCell } from '../cells/gru-cell.js';
import type { LstmCell } from '../cells/lstm-cell.js';
import type { RnnCell } from '../cells/rnn-cell.js';
import type { Stack } from '../cells/stack-cells.js';
import type { Readout } from '../readout.js';
import type { Rng, TensorTree } from '../types.js';
import {
  type ArrayTree,
  type NamedArray,
  reorderGates,
  requireArray,
  toArrays,
  toTensors,
} from './named-array.js';

type Portable = RnnCell | GruCell | LstmCell | Stack | Bidirectional | Readout;
type Params = Readonly<Record<string, NamedArray>>;

const rzn = [1, 0, 2]; // Keras packs z r h; the exchange of the first two is its own inverse.

/**
 * Parameters from the weights of Keras or tf.layers layers, in the order of `getWeights()`: kernel,
 * recurrent kernel and bias of `SimpleRNN`, `GRU` (gates z r h; with reset_after a bias of two rows) and
 * `LSTM` (i f c o), kernel and bias of `Dense` for a readout; a stack takes its layers' weights one after
 * the other, `Bidirectional` first the forward ones.
 *
 * @throws ShapeError if an array has the wrong shape
 * @throws RangeError if one is missing or left over, or shorter or longer than its shape
 * @throws TypeError if the cell has no counterpart in Keras, or the weights are no list of arrays
 * @example
 * const layer = tf.layers.lstm({ units: 64, inputShape: [20, 10] });
 * tf.sequential({ layers: [layer] });
 * const weights = await Promise.all(
 *   layer.getWeights().map(async (w) => ({ data: Float32Array.from(await w.data()), shape: w.shape })),
 * );
 * const params = readKerasWeights(lstmCell({ inputSize: 10, hiddenSize: 64 }), weights);
 * params.recurrentKernel.shape; // → [64, 256]
 */
export function readKerasWeights<P extends TensorTree>(
  target: { readonly kind: string; init(rng: Rng): P },
  weights: readonly NamedArray[],
): P {
  if (!Array.isArray(weights)) throw new TypeError('readKerasWeights: weights must be a list of arrays');
  const rest: NamedArray[] = [...weights];
  const take = (name: string, shape: readonly number[]): NamedArray => {
    if (rest.length === 0) {
      throw new RangeError(
        `readKerasWeights: ${name} of shape [${shape.join(', ')}] is missing, received ${weights.length} arrays`,
      );
    }
    return requireArray('readKerasWeights', name, shape, rest.shift()!);
  };
  const params = read(target as unknown as Portable, '', take);
  if (rest.length > 0) throw new RangeError(`readKerasWeights: ${rest.length} arrays are left over`);
  return toTensors(params) as P;
}

/**
 * The weights as Keras and tf.layers order them, for `setWeights`; the inverse of `readKerasWeights`.
 *
 * @example
 * const cell = gruCell({ inputSize: 10, hiddenSize: 64 });
 * const weights = await writeKerasWeights(cell, cell.init(createRng(1)));
 * weights.map(({ shape }) => shape); // → [[10, 192], [64, 192], [2, 192]]
 */
export async function writeKerasWeights<P extends TensorTree>(
  target: { readonly kind: string; init(rng: Rng): P },
  params: P,
): Promise<NamedArray[]> {
  return write(target as unknown as Portable, await toArrays(params));
}

function read(
  target: Portable,
  path: string,
  take: (name: string, shape: readonly number[]) => NamedArray,
): ArrayTree {
  switch (target.kind) {
    case 'stack':
      return Object.fromEntries(
        target.layers.map((layer, index) => [
          `l${index}`,
          read(layer as Portable, `${path}l${index}.`, take),
        ]),
      );
    case 'bidirectional':
      return {
        forward: read(target.forward as Portable, `${path}forward.`, take),
        backward: read(target.backward as Portable, `${path}backward.`, take),
      };
    case 'linear':
      return {
        kernel: take(`${path}kernel`, [target.hiddenSize, target.outputSize]),
        ...(target.useBias && { bias: take(`${path}bias`, [target.outputSize]) }),
      };
    case 'rnn':
    case 'lstm':
    case 'gru': {
      const width = gateCounts[target.kind] * target.hiddenSize;
      const ours = target.kind === 'gru' ? (array: NamedArray) => reorderGates(array, rzn) : same;
      const inputKernel = ours(take(`${path}kernel`, [target.inputSize, width]));
      const recurrentKernel = ours(take(`${path}recurrent_kernel`, [target.hiddenSize, width]));
      if (!target.useBias) return { inputKernel, recurrentKernel };
      if (target.kind !== 'gru' || !target.resetAfter) {
        return { inputKernel, recurrentKernel, bias: ours(take(`${path}bias`, [width])) };
      }
      const { data } = ours(take(`${path}bias`, [2, width]));
      const bias = { data: data.slice(0, width), shape: [width] };
      const recurrentBias = { data: data.slice(width), shape: [width] };
      return { inputKernel, recurrentKernel, bias, recurrentBias };
    }
    default:
      throw new TypeError(`readKerasWeights: Keras has no layer for ${(target as { kind: string }).kind}`);
  }
}

function write(target: Portable, params: ArrayTree): NamedArray[] {
  const branches = params as Readonly<Record<string, ArrayTree>>;
  switch (target.kind) {
    case 'stack':
      return target.layers.flatMap((layer, index) => write(layer as Portable, branches[`l${index}`]!));
    case 'bidirectional':
      return [
        ...write(target.forward as Portable, branches.forward!),
        ...write(target.backward as Portable, branches.backward!),
      ];
    case 'linear': {
      const { kernel, bias } = params as Params;
      return bias ? [kernel!, bias] : [kernel!];
    }
    case 'rnn':
    case 'lstm':
    case 'gru': {
      const { inputKernel, recurrentKernel, bias, recurrentBias } = params as Params;
      const arrays = [inputKernel!, recurrentKernel!];
      if (bias && recurrentBias) {
        const rows = Float32Array.of(...bias.data, ...recurrentBias.data);
        arrays.push({ data: rows, shape: [2, bias.data.length] });
      } else if (bias) {
        arrays.push(bias);
      }
      return target.kind === 'gru' ? arrays.map((array) => reorderGates(array, rzn)) : arrays;
    }
    default:
      throw new TypeError(`writeKerasWeights: Keras has no layer for ${(target as { kind: string }).kind}`);
  }
}

const same = (array: NamedArray) => array;
