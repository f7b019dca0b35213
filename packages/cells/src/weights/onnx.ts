import type { Bidirectional } from '../cells/bidirectional.js';
import type { GruCell } from '../cells/gru-cell.js';
import type { LstmCell } from '../cells/lstm-cell.js';
import type { RnnCell } from '../cells/rnn-cell.js';
import type { Stack } from '../cells/stack-cells.js';
import type { Recurrence, Rng, TensorTree } from '../types.js';
import { type ArrayTree, type NamedArray, reorderGates, toArrays, transposed } from './named-array.js';

type PlainCell = RnnCell | GruCell | LstmCell;
type Params = Readonly<Record<string, NamedArray>>;

/** A node of ONNX's operators `RNN`, `GRU` or `LSTM` for one layer; D is 2 for both directions, else 1. */
export interface OnnxLayer {
  readonly operator: 'RNN' | 'GRU' | 'LSTM';
  /** Integers, texts, floats and lists of texts, by ONNX's names. */
  readonly attributes: Readonly<Record<string, number | string | Float32Array | readonly string[]>>;
  readonly W: NamedArray; // [D, gates · H, I]
  readonly R: NamedArray; // [D, gates · H, H]
  readonly B?: NamedArray; // [D, 2 · gates · H], that of the input kernel before that of the recurrent one
}

const operators = { rnn: 'RNN', gru: 'GRU', lstm: 'LSTM' } as const;

/** Gate k of ONNX is ours of this place: i o f c from i f g o, z r h from r z n. */
const gateOrders = { rnn: [0], gru: [1, 0, 2], lstm: [0, 3, 1, 2] } as const;

const activations: Readonly<Record<string, string>> = {
  tanh: 'Tanh',
  relu: 'Relu',
  sigmoid: 'Sigmoid',
  identity: 'Affine',
};

/**
 * The weights as ONNX's recurrent operators (opset 14) take them, a node for each layer of a stack, the lowest
 * first. Kernels are transposed to [gates · H, in]; LSTM gates are packed i o f c, those of the GRU z r h.
 *
 * @throws TypeError if ONNX has no operator for the cell
 * @example
 * const cell = lstmCell({ inputSize: 10, hiddenSize: 64 });
 * const [layer] = await writeOnnxWeights(cell, cell.init(Math.random));
 * [layer.operator, layer.W.shape]; // → ['LSTM', [1, 256, 10]]
 */
export async function writeOnnxWeights<P extends TensorTree>(
  target: { readonly kind: string; init(rng: Rng): P },
  params: P,
): Promise<[OnnxLayer, ...OnnxLayer[]]> {
  const recurrence = target as unknown as Recurrence;
  const arrays = (await toArrays(params)) as Readonly<Record<string, ArrayTree>>;
  if (recurrence.kind !== 'stack') return [layerOf(recurrence, arrays)];
  const layers = (recurrence as Stack).layers.map((layer, index) => layerOf(layer, arrays[`l${index}`]!));
  return layers as [OnnxLayer, ...OnnxLayer[]];
}

function layerOf(recurrence: Recurrence, params: ArrayTree): OnnxLayer {
  if (recurrence.kind !== 'bidirectional')
    return node('forward', [plainCell(recurrence)], [params as Params]);
  const { forward, backward } = recurrence as Bidirectional;
  const there = plainCell(forward);
  const back = plainCell(backward);
  const alike =
    there.kind === back.kind && there.hiddenSize === back.hiddenSize && there.useBias === back.useBias;
  if (!alike) throw new TypeError('writeOnnxWeights: both directions of a layer must be alike');
  const both = params as { readonly forward: Params; readonly backward: Params };
  return node('bidirectional', [there, back], [both.forward, both.backward]);
}

function node(direction: string, cells: readonly PlainCell[], params: readonly Params[]): OnnxLayer {
  const { kind, hiddenSize } = cells[0]!;
  const order = gateOrders[kind];
  const gates = (array: NamedArray) => reorderGates(array, order);
  const biases = params.flatMap(({ bias, recurrentBias }) =>
    bias ? [gates(bias), recurrentBias ? gates(recurrentBias) : zerosLike(bias)] : [],
  );
  return {
    operator: operators[kind],
    attributes: { hidden_size: hiddenSize, direction, ...attributesOf(cells) },
    W: side(params.map(({ inputKernel }) => transposed(gates(inputKernel!)))),
    R: side(params.map(({ recurrentKernel }) => transposed(gates(recurrentKernel!)))),
    ...(biases.length > 0 && { B: inRows(side(biases), params.length) }),
  };
}

function attributesOf(cells: readonly PlainCell[]): OnnxLayer['attributes'] {
  const [first] = cells;
  if (first!.kind === 'gru') return { linear_before_reset: Number(first!.resetAfter) };
  if (first!.kind === 'lstm') return {};
  const names = (cells as readonly RnnCell[]).map(({ activation }) => {
    const name = activations[activation];
    if (!name) throw new TypeError(`writeOnnxWeights: ONNX has no RNN with the activation ${activation}`);
    return name;
  });
  // Affine is αx + β, whose defaults are not the same everywhere.
  if (!names.includes('Affine')) return { activations: names };
  return {
    activations: names,
    activation_alpha: Float32Array.from(names, () => 1),
    activation_beta: new Float32Array(names.length),
  };
}

function plainCell(recurrence: Recurrence): PlainCell {
  if (Object.hasOwn(operators, recurrence.kind)) return recurrence as PlainCell;
  throw new TypeError(`writeOnnxWeights: ONNX has no operator for ${recurrence.kind}`);
}

/** Arrays of one shape along a new first axis. */
function side(arrays: readonly NamedArray[]): NamedArray {
  const { length } = arrays[0]!.data;
  const data = new Float32Array(arrays.length * length);
  for (const [index, array] of arrays.entries()) data.set(array.data, index * length);
  return { data, shape: [arrays.length, ...arrays[0]!.shape] };
}

const inRows = ({ data }: NamedArray, rows: number): NamedArray => ({
  data,
  shape: [rows, data.length / rows],
});
const zerosLike = ({ data, shape }: NamedArray): NamedArray => ({
  data: new Float32Array(data.length),
  shape,
});
