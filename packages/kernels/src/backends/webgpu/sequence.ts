import type { KernelFunc, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import { outputsOf, requireInputs, shapeOf } from '../../contract/require-inputs.js';
import {
  gradName,
  mostReserveBytes,
  type SequenceKernelName,
  type SequenceName,
} from '../../contract/sequences.js';
import { requireShape } from '../../contract/shape-error.js';
import type { Kernels } from '../backend.js';
import type { Attrs, CellCode } from './cell-code.js';
import type { WebgpuBackend } from './dispatch.js';
import { gru } from './gru.js';
import { lstm } from './lstm.js';
import { product } from './product.js';
import { quadsOfGates, quadsOfStates } from './quads.js';
import { type Examples, keptVectors, lanes, runRecurrence } from './recurrence.js';
import { rnn } from './rnn.js';

const cells: Readonly<Record<Exclude<SequenceName, 'LinearScan' | 'GatedScan'>, CellCode>> = {
  RnnSequence: rnn,
  GruSequence: gru,
  LstmSequence: lstm,
};

export const sequenceKernels: Kernels = Object.fromEntries(
  Object.entries(cells).flatMap(([name, cell]) => [
    [name, forwardKernel(name as SequenceName, cell)],
    [gradName(name as SequenceName), gradientKernel(name as SequenceName, cell)],
  ]),
);

/** One call: its checked inputs, sizes, and the reserve that it may keep. */
function open(
  kernel: SequenceKernelName,
  cell: CellCode,
  { inputs, attrs = {}, backend }: Parameters<KernelFunc>[0],
) {
  const sizes = requireInputs(kernel, inputs, attrs);
  const gpu = backend as WebgpuBackend;
  const floatsOf = (count: number) => 4 * keptVectors(cell.keptRows(attrs), sizes, count);
  const mostFloats = Math.min(mostReserveBytes, gpu.device.limits.maxStorageBufferBindingSize) / 4;
  const isKept =
    inputs.reserve?.shape[0] !== 0 && attrs.keepReserve !== false && floatsOf(sizes.B) <= mostFloats;
  if (inputs.reserve) requireShape(kernel, 'reserve', [isKept ? floatsOf(sizes.B) : 0], inputs.reserve.shape);
  return { name: kernel, cell, inputs, attrs: attrs as Attrs, gpu, sizes, floatsOf, mostFloats, isKept };
}
type Call = ReturnType<typeof open>;

const all = ({ sizes }: Call): Examples => ({ first: 0, count: sizes.B });
const empty = (gpu: WebgpuBackend) => gpu.makeTensorInfo([0], 'float32', new Float32Array(0));

/** The tensors of a call that end with it. */
function temporaries(gpu: WebgpuBackend) {
  const made: TensorInfo[] = [];
  return {
    of: (tensor: TensorInfo) => {
      made.push(tensor);
      return tensor;
    },
    dispose: () => {
      for (const { dataId } of made) gpu.disposeData(dataId);
    },
  };
}

function forwardKernel(name: SequenceName, cell: CellCode): KernelFunc {
  return (args) => {
    const call = open(name, cell, args);
    const { gpu, inputs, attrs, sizes, isKept, floatsOf } = call;
    const named: Record<string, TensorInfo> = {};
    for (const { name: output, axes } of outputsOf(name, inputs, attrs))
      named[output] = axes
        ? gpu.makeTensorInfo(shapeOf(axes, sizes), 'float32')
        : isKept
          ? gpu.makeTensorInfo([floatsOf(sizes.B)], 'float32')
          : empty(gpu);
    const own = temporaries(gpu);
    const { reserve, ...states } = named;
    const sums = own.of(inputSums(call));
    const weights = own.of(quadsOfStates(gpu, inputs.recurrentKernel!, sizes.H, cell.gates));
    run(call, sums, weights, states, isKept ? reserve : undefined, all(call));
    own.dispose();
    return Object.values(named);
  };
}

/** Steps through the sequence of these examples: writes the states, and a reserve for them alone. */
function run(
  { name, cell, gpu, inputs, attrs, sizes }: Call,
  inputSums: TensorInfo,
  weights: TensorInfo,
  states: Readonly<Record<string, TensorInfo>>,
  reserve: TensorInfo | undefined,
  examples: Examples,
): void {
  const keeps = reserve !== undefined && cell.keptRows(attrs) > 0;
  const { recurrentBias, mask, initialHidden, initialCell } = inputs;
  const code = cell.forward(attrs, keeps, { hasRecurrentBias: recurrentBias !== undefined });
  runRecurrence(gpu, {
    name: `${name.replace('Grad', '')} forward`,
    constants: variant(attrs, keeps),
    sizes,
    examples,
    reverse: attrs.reverse as boolean,
    reads: {
      inputSums,
      initialHidden,
      ...(initialCell && cell === lstm && { initialCell }),
      recurrentBias,
      mask,
    },
    vectors: { weights },
    writes: states,
    ...(keeps && { writesVectors: { reserve } }),
    ofUnit: code.ofUnit,
    shared: code.shared,
    code: code.code,
  });
}

const variant = ({ activation, resetAfter }: Attrs, keeps: boolean) => ({
  VARIANT:
    Number(Boolean(resetAfter)) +
    2 * ['tanh', 'relu', 'sigmoid', 'identity', 'step'].indexOf(activation as string),
  KEEPS: keeps,
});

function gradientKernel(name: SequenceName, cell: CellCode): KernelFunc {
  return (args) => {
    const call = open(gradName(name), cell, args);
    const { gpu, inputs, attrs, sizes, isKept } = call;
    const { B, T, H, G } = sizes;
    const own = temporaries(gpu);
    const named: Record<string, TensorInfo> = {};
    for (const { name: output, axes } of outputsOf(gradName(name), inputs, attrs))
      named[output] = gpu.makeTensorInfo(shapeOf(axes!, sizes), 'float32');

    const code = cell.backward(attrs, { hasCellGradient: inputs.dCell !== undefined });
    const deltas: Record<string, TensorInfo> = Object.fromEntries(
      code.deltas.map((delta) => [
        delta,
        own.of(gpu.makeTensorInfo([B * T, delta === 'dSums' ? G : H], 'float32')),
      ]),
    );
    const weights = own.of(quadsOfGates(gpu, inputs.recurrentKernel!, H, cell.gates));
    for (const { examples, reserve } of reserves(call, own)) {
      const { dHidden, dCell, mask } = inputs;
      const others = Object.fromEntries((code.alsoReads ?? []).map((read) => [read, inputs[read]]));
      runRecurrence(gpu, {
        name: `${name} backward`,
        constants: { ...variant(attrs, true), HAS_CELL_GRADIENT: dCell !== undefined },
        sizes,
        examples,
        reverse: attrs.reverse as boolean,
        reads: { ...others, dHidden, dCell: cell === lstm ? dCell : undefined, mask },
        vectors: { weights, ...(reserve && { reserve }) },
        writes: {
          ...deltas,
          dInitialHidden: named.dInitialHidden!,
          ...Object.fromEntries(code.initials.map((initial) => [initial, named[initial]!])),
        },
        ofUnit: code.ofUnit,
        shared: code.shared,
        code: code.code,
      });
      if (reserve && !isKept) gpu.disposeData(reserve.dataId);
    }
    inputGradients(call, deltas.dSums!, named);
    stateGradients(call, deltas, named);
    own.dispose();
    return Object.values(named);
  };
}

/** The reserve of the forward pass; where it kept none, one after the other for as many examples as there is room for, computed again. */
function* reserves(
  call: Call,
  own: ReturnType<typeof temporaries>,
): Generator<{ examples: Examples; reserve?: TensorInfo }> {
  const { cell, attrs, inputs, isKept, sizes, gpu, floatsOf, mostFloats } = call;
  if (cell.keptRows(attrs) === 0) yield { examples: all(call) };
  else if (isKept) yield { examples: all(call), reserve: inputs.reserve! };
  else {
    const sums = own.of(inputSums(call));
    const weights = own.of(quadsOfStates(gpu, inputs.recurrentKernel!, sizes.H, cell.gates));
    const atOnce = lanes * Math.max(1, Math.floor(mostFloats / floatsOf(lanes)));
    for (let first = 0; first < sizes.B; first += atOnce) {
      const examples = { first, count: Math.min(atOnce, sizes.B - first) };
      const reserve = gpu.makeTensorInfo([floatsOf(examples.count)], 'float32');
      // What stands in hidden and cell is written again, to the same bits.
      const { hidden, cell: cells } = inputs;
      run(call, sums, weights, { hidden: hidden!, ...(cells && { cell: cells }) }, reserve, examples);
      yield { examples, reserve };
    }
  }
}

/** x·K + b, of every step at once: [B · T, G]. */
function inputSums({ gpu, inputs, sizes: { B, T, I, G } }: Call): TensorInfo {
  const { x, inputKernel, bias } = inputs as NamedTensorInfoMap;
  const sums = gpu.makeTensorInfo([B * T, G], 'float32');
  product(gpu, {
    name: 'input',
    constants: { HAS_BIAS: bias !== undefined },
    reads: { x: x!, inputKernel: inputKernel!, ...(bias && { bias }) },
    writes: { inputSums: sums },
    rows: B * T,
    columns: G,
    depth: I,
    along: { left: 'k', right: 'column' },
    operands: `
fn left(row : i32, k : i32, part : i32) -> f32 { return f32(x[row * uniforms.depth + k]); }
fn right(k : i32, column : i32) -> f32 { return f32(inputKernel[k * uniforms.columns + column]); }`,
    store: bias
      ? 'inputSums[row * uniforms.width + column] = value + f32(bias[column]);'
      : 'inputSums[row * uniforms.width + column] = value;',
    integers: { width: G },
  });
  return sums;
}

/** dX = δ·Kᵀ where it is asked for; dK = Σ xᵀ·δ and db = Σ δ, the latter as the row of a feature that is always 1. */
function inputGradients(
  { gpu, inputs, sizes: { B, T, I, G } }: Call,
  dSums: TensorInfo,
  { dX, dInputKernel, dBias }: Readonly<Record<string, TensorInfo>>,
): void {
  const { x, inputKernel } = inputs as NamedTensorInfoMap;
  if (dX)
    product(gpu, {
      name: 'gradient of inputs',
      constants: {},
      reads: { dSums, inputKernel: inputKernel! },
      writes: { dX },
      rows: B * T,
      columns: I,
      depth: G,
      along: { left: 'k', right: 'k' },
      operands: `
fn left(row : i32, k : i32, part : i32) -> f32 { return dSums[row * uniforms.width + k]; }
fn right(k : i32, column : i32) -> f32 { return f32(inputKernel[column * uniforms.width + k]); }`,
      store: 'dX[row * uniforms.columns + column] = value;',
      integers: { width: G },
    });
  product(gpu, {
    name: 'gradient of input weights',
    constants: { HAS_BIAS: dBias !== undefined },
    reads: { x: x!, dSums },
    writes: { dInputKernel: dInputKernel!, ...(dBias && { dBias }) },
    rows: I + Number(dBias !== undefined),
    columns: G,
    depth: B * T,
    along: { left: 'row', right: 'column' },
    integers: { features: I, width: G },
    operands: `
fn left(row : i32, k : i32, part : i32) -> f32 {
  if (row == uniforms.features) { return 1.0; }
  return f32(x[k * uniforms.features + row]);
}
fn right(k : i32, column : i32) -> f32 { return dSums[k * uniforms.columns + column]; }`,
    store: `
  if (row < uniforms.features) { dInputKernel[row * uniforms.width + column] = value; }
  ${dBias ? 'else { dBias[column] = value; }' : ''}`,
  });
}

/** dR = Σ h_{t−1}ᵀ·δ, and for a recurrent bias Σ δ. */
function stateGradients(
  { gpu, cell, inputs, attrs, sizes: { B, T, H, G } }: Call,
  { dSums, dCandidate, resetHidden }: Readonly<Record<string, TensorInfo>>,
  { dRecurrentKernel, dRecurrentBias }: Readonly<Record<string, TensorInfo>>,
): void {
  const { hidden, initialHidden } = inputs as NamedTensorInfoMap;
  product(gpu, {
    name: 'gradient of recurrent weights',
    constants: {
      HAS_BIAS: dRecurrentBias !== undefined,
      KIND: dCandidate ? 1 : resetHidden ? 2 : 0,
      REVERSE: Boolean(attrs.reverse),
    },
    reads: {
      hidden: hidden!,
      initialHidden: initialHidden!,
      dSums: dSums!,
      ...(dCandidate && { dCandidate }),
      ...(resetHidden && { resetHidden }),
    },
    writes: { dRecurrentKernel: dRecurrentKernel!, ...(dRecurrentBias && { dRecurrentBias }) },
    rows: H + Number(dRecurrentBias !== undefined),
    parts: cell.gates,
    columns: H,
    depth: B * T,
    along: { left: 'row', right: 'column' },
    integers: { units: H, steps: T, width: G },
    operands: `
fn left(row : i32, k : i32, part : i32) -> f32 {
  if (row == uniforms.units) { return 1.0; }
  ${resetHidden ? 'if (part == 2) { return resetHidden[k * uniforms.units + row]; }' : ''}
  let t = k % uniforms.steps;
  let first = ${attrs.reverse ? 'uniforms.steps - 1' : '0'};
  if (t == first) { return f32(initialHidden[(k / uniforms.steps) * uniforms.units + row]); }
  return f32(hidden[(k ${attrs.reverse ? '+' : '-'} 1) * uniforms.units + row]);
}
fn right(k : i32, column : i32) -> f32 {
  ${dCandidate ? 'if (column >= 2 * uniforms.units) { return dCandidate[k * uniforms.units + column - 2 * uniforms.units]; }' : ''}
  return dSums[k * uniforms.width + column];
}`,
    store: `
  if (row < uniforms.units) { dRecurrentKernel[row * uniforms.width + column] = value; }
  ${dRecurrentBias ? 'else { dRecurrentBias[column] = value; }' : ''}`,
  });
}
