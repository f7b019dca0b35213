import type { Bidirectional } from '../cells/bidirectional.js';
import { gateCounts } from '../cells/gate-parameters.js';
import type { GruCell } from '../cells/gru-cell.js';
import type { LstmCell } from '../cells/lstm-cell.js';
import type { RnnCell } from '../cells/rnn-cell.js';
import type { Stack } from '../cells/stack-cells.js';
import type { Readout } from '../readout.js';
import type { Recurrence, Rng, TensorTree } from '../types.js';
import {
  type ArrayTree,
  type NamedArray,
  type NamedArrays,
  requireArray,
  toArrays,
  toTensors,
  transposed,
} from './named-array.js';

type PlainCell = RnnCell | GruCell | LstmCell;
type Params = Readonly<Record<string, NamedArray>>;
type Target<P extends TensorTree> = { readonly kind: string; init(rng: Rng): P };

/** A cell of a PyTorch module: where its parameters stand in ours and in the state dict. */
interface Part {
  readonly cell: PlainCell;
  readonly path: readonly string[]; // as ['l0', 'forward']
  readonly suffix: string; // as 'l0_reverse'
}

/**
 * Parameters from a PyTorch `state_dict` of `nn.RNN`, `nn.GRU` or `nn.LSTM` (a stack for `num_layers`,
 * `bidirectional` for both ways), or of `nn.Linear` for a readout. Kernels are transposed to [in, gates · H];
 * gates keep their order (i f g o, r z n); the two biases of RNN and LSTM are added, as their equations do.
 * Of the dict's other tensors nothing is read, of whatever type they are.
 *
 * @param prefix where the module's names begin in the dict, as `'rnn.'`
 * @throws RangeError if a name is missing, an array is shorter or longer than its shape, or one of the module's
 *   names does not belong to the cell
 * @throws ShapeError if an array has the wrong shape
 * @throws TypeError if PyTorch has no module for the cell, or a name stands for no array
 * @example
 * const zeros = (...shape: number[]) => ({ data: new Float32Array(shape.reduce((a, b) => a * b)), shape });
 * // As `readSafetensors(bytes).tensors` gives them.
 * const tensors = {
 *   'rnn.weight_ih_l0': zeros(256, 10),
 *   'rnn.weight_hh_l0': zeros(256, 64),
 *   'rnn.bias_ih_l0': zeros(256),
 *   'rnn.bias_hh_l0': zeros(256),
 *   'fc.weight': zeros(2, 64),
 *   'fc.bias': zeros(2),
 * };
 * const params = readPyTorchWeights(lstmCell({ inputSize: 10, hiddenSize: 64 }), tensors, 'rnn.');
 * const head = readPyTorchWeights(readout({ hiddenSize: 64, outputSize: 2 }), tensors, 'fc.');
 * [params.inputKernel.shape, head.kernel.shape]; // → [[10, 256], [64, 2]]
 */
export function readPyTorchWeights<P extends TensorTree>(
  target: Target<P>,
  weights: NamedArrays,
  prefix = '',
): P {
  if (typeof weights !== 'object' || weights === null)
    throw new TypeError('readPyTorchWeights: weights must be arrays by name');
  const taken = new Set<string>();
  const take = (name: string, shape: readonly number[]): NamedArray => {
    const full = prefix + name;
    if (!Object.hasOwn(weights, full)) throw new RangeError(`readPyTorchWeights: ${full} is missing`);
    taken.add(full);
    return requireArray('readPyTorchWeights', full, shape, weights[full]!);
  };
  const params = isReadout(target)
    ? readLinear(target, take)
    : readModule(target as unknown as Recurrence, take);
  const owned = isReadout(target) ? /^(weight|bias)$/ : /^(weight|bias)_(ih|hh|hr)_l\d+(_reverse)?$/;
  for (const name of Object.keys(weights)) {
    if (name.startsWith(prefix) && owned.test(name.slice(prefix.length)) && !taken.has(name)) {
      throw new RangeError(`readPyTorchWeights: ${name} has no place in the ${target.kind}`);
    }
  }
  return toTensors(params) as P;
}

/**
 * The `state_dict` that `readPyTorchWeights` reads, for `writeSafetensors` and PyTorch's `load_state_dict`.
 * The single bias of RNN and LSTM goes to `bias_ih`, and `bias_hh` is zero, so reading back gives the same
 * bits.
 *
 * @example
 * const cell = lstmCell({ inputSize: 10, hiddenSize: 64 });
 * const weights = await writePyTorchWeights(cell, cell.init(createRng(1)), 'rnn.');
 * Object.keys(weights); // → ['rnn.weight_ih_l0', 'rnn.weight_hh_l0', 'rnn.bias_ih_l0', 'rnn.bias_hh_l0']
 */
export async function writePyTorchWeights<P extends TensorTree>(
  target: Target<P>,
  params: P,
  prefix = '',
): Promise<NamedArrays> {
  const arrays = await toArrays(params);
  const named = isReadout(target)
    ? writeLinear(arrays as Params)
    : partsOf(target as unknown as Recurrence).flatMap((part) => writePart(part, arrays));
  return Object.fromEntries(named.map(([name, array]) => [prefix + name, array]));
}

type Take = (name: string, shape: readonly number[]) => NamedArray;
type Named = [name: string, array: NamedArray];

function isReadout(target: { readonly kind: string }): target is Readout {
  return target.kind === 'linear';
}

function readLinear({ hiddenSize, outputSize, useBias }: Readout, take: Take): ArrayTree {
  return {
    kernel: transposed(take('weight', [outputSize, hiddenSize])),
    ...(useBias && { bias: take('bias', [outputSize]) }),
  };
}

function writeLinear({ kernel, bias }: Params): Named[] {
  return [['weight', transposed(kernel!)], ...(bias ? [['bias', bias] satisfies Named] : [])];
}

function readModule(target: Recurrence, take: Take): ArrayTree {
  let tree: ArrayTree = {};
  for (const part of partsOf(target)) tree = grafted(tree, part.path, readPart(part, take));
  return tree;
}

function readPart({ cell, suffix }: Part, take: Take): ArrayTree {
  const { inputSize, hiddenSize } = cell;
  const width = gateCounts[cell.kind] * hiddenSize;
  const kernels = {
    inputKernel: transposed(take(`weight_ih_${suffix}`, [width, inputSize])),
    recurrentKernel: transposed(take(`weight_hh_${suffix}`, [width, hiddenSize])),
  };
  if (!cell.useBias) return kernels;
  const bias = take(`bias_ih_${suffix}`, [width]);
  const recurrentBias = take(`bias_hh_${suffix}`, [width]);
  if (cell.kind === 'gru') return { ...kernels, bias, recurrentBias };
  const sum = Float32Array.from(bias.data, (value, index) => value + recurrentBias.data[index]!);
  return { ...kernels, bias: { data: sum, shape: [width] } };
}

function writePart({ path, suffix }: Part, arrays: ArrayTree): Named[] {
  const params = path.reduce<ArrayTree>((tree, name) => (tree as Record<string, ArrayTree>)[name]!, arrays);
  const { inputKernel, recurrentKernel, bias, recurrentBias } = params as Params;
  const kernels: Named[] = [
    [`weight_ih_${suffix}`, transposed(inputKernel!)],
    [`weight_hh_${suffix}`, transposed(recurrentKernel!)],
  ];
  if (!bias) return kernels;
  const minusZeros = { data: new Float32Array(bias.data.length).fill(-0), shape: bias.shape }; // x + −0 is x
  return [...kernels, [`bias_ih_${suffix}`, bias], [`bias_hh_${suffix}`, recurrentBias ?? minusZeros]];
}

/** The cells of an nn.RNN, nn.GRU or nn.LSTM, which are all alike except for the inputs they read. */
function partsOf(target: Recurrence): Part[] {
  const isStack = target.kind === 'stack';
  const layers = isStack ? (target as Stack).layers : [target];
  const parts = layers.flatMap((layer, index): Part[] => {
    const path = isStack ? [`l${index}`] : [];
    if (layer.kind !== 'bidirectional') return [{ cell: plainCell(layer), path, suffix: `l${index}` }];
    const { forward, backward } = layer as Bidirectional;
    return [
      { cell: plainCell(forward), path: [...path, 'forward'], suffix: `l${index}` },
      { cell: plainCell(backward), path: [...path, 'backward'], suffix: `l${index}_reverse` },
    ];
  });
  const [first] = parts;
  for (const { cell, suffix } of parts) {
    const { kind, hiddenSize, useBias } = first!.cell;
    if (cell.kind !== kind || cell.hiddenSize !== hiddenSize || cell.useBias !== useBias) {
      throw new TypeError(
        `PyTorch weights: the layers of a module are alike, but l0 is ${kind} of ${hiddenSize} and ${suffix} is ${cell.kind} of ${cell.hiddenSize}`,
      );
    }
  }
  return parts;
}

function plainCell(recurrence: Recurrence): PlainCell {
  const cell = recurrence as PlainCell;
  const known =
    cell.kind === 'lstm' ||
    (cell.kind === 'gru' && cell.resetAfter) ||
    (cell.kind === 'rnn' && (cell.activation === 'tanh' || cell.activation === 'relu'));
  if (known) return cell;
  throw new TypeError(
    `PyTorch weights: PyTorch has lstm, gru with resetAfter, and rnn with tanh or relu, received ${describe(cell)}`,
  );
}

function describe(cell: PlainCell): string {
  if (cell.kind === 'gru') return 'gru without resetAfter';
  return cell.kind === 'rnn' ? `rnn with ${cell.activation}` : cell.kind;
}

/** The tree with a branch at the path. */
function grafted(tree: ArrayTree, [name, ...rest]: readonly string[], branch: ArrayTree): ArrayTree {
  if (name === undefined) return branch;
  const branches = tree as Record<string, ArrayTree>;
  return { ...branches, [name]: grafted(branches[name] ?? {}, rest, branch) };
}
