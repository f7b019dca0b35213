import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import { outputsOf, requireInputs, shapeOf } from '../../contract/require-inputs.js';
import type { SequenceKernelName } from '../../contract/sequences.js';
import type { Kernels } from '../backend.js';
import { type Dispatch, dispatch, type WebgpuBackend } from './dispatch.js';

// A thread owns a number of the state of an example, or with complex numbers a pair, and goes through the steps: no thread
// needs what another one has. A pair is a vec2 whose second half lies H / 2 further on; of real numbers it is 0.

const threads = 64;

const begin = (complex: boolean, masked: boolean) => `
fn at(row : i32, unit : i32) -> i32 { return row * uniforms.units + unit; }
fn isOpen(row : i32) -> bool { return ${masked ? '(bitcast<u32>(f32(mask[row])) & 0x7fffffffu) != 0u' : 'true'}; }
fn product(a : vec2<f32>, b : vec2<f32>) -> vec2<f32> {
  return ${complex ? 'vec2<f32>(a.x * b.x - a.y * b.y, a.x * b.y + a.y * b.x)' : 'a * b'};
}
fn conjugate(a : vec2<f32>) -> vec2<f32> { return vec2<f32>(a.x, -a.y); }
fn rowAt(example : i32, n : i32) -> i32 {
  return example * uniforms.steps + select(n, uniforms.steps - 1 - n, uniforms.backwards == 1);
}`;

const get = (complex: boolean, name: string) =>
  `fn ${name}At(i : i32) -> vec2<f32> { return vec2<f32>(f32(${name}[i]), ${complex ? `f32(${name}[i + uniforms.pairs])` : '0.0'}); }`;
const put = (complex: boolean, name: string) => `
fn ${name}Put(i : i32, value : vec2<f32>) {
  ${name}[i] = value.x;
  ${complex ? `${name}[i + uniforms.pairs] = value.y;` : ''}
}`;

const forward = `
  var h = initialHiddenAt(at(example, unit));
  for (var n = 0; n < uniforms.steps; n++) {
    let row = rowAt(example, n);
    let here = at(row, unit);
    if (isOpen(row)) { h = product(decayAt(here), h) + xAt(here); }
    hiddenPut(here, h);
  }`;

const backward = (hasInputGradient: boolean) => `
  var carry = vec2<f32>(0.0);
  for (var n = uniforms.steps - 1; n >= 0; n--) {
    let row = rowAt(example, n);
    let here = at(row, unit);
    let total = carry + dHiddenAt(here);
    var d = vec2<f32>(0.0);
    var toDecay = vec2<f32>(0.0);
    carry = total;
    if (isOpen(row)) {
      d = total;
      var before = initialHiddenAt(at(example, unit));
      if (n > 0) { before = hiddenAt(at(rowAt(example, n - 1), unit)); }
      toDecay = product(conjugate(before), d);
      carry = product(conjugate(decayAt(here)), d);
    }
    ${hasInputGradient ? 'dXPut(here, d);' : ''}
    dDecayPut(here, toDecay);
  }
  dInitialHiddenPut(at(example, unit), carry);`;

function kernel(name: SequenceKernelName & `LinearScan${string}`, readNames: readonly string[]): KernelFunc {
  return ({ inputs, attrs = {}, backend }) => {
    const gpu = backend as WebgpuBackend;
    const sizes = requireInputs(name, inputs, attrs);
    const complex = Boolean(attrs.complex);
    const pairs = complex ? sizes.H / 2 : sizes.H;
    const outputs = outputsOf(name, inputs, attrs);
    const writes: Dispatch['writes'] = Object.fromEntries(
      outputs.map(({ name, axes }) => [name, gpu.makeTensorInfo(shapeOf(axes!, sizes), 'float32')]),
    );
    const named = readNames.map((read) => [read, inputs[read]] as const);
    const reads = Object.fromEntries(
      named.filter((entry): entry is [string, TensorInfo] => entry[1] !== undefined),
    );
    const count = sizes.B * pairs;
    dispatch(gpu, {
      name,
      constants: { COMPLEX: complex, HAS_INPUT_GRADIENT: 'dX' in writes },
      integers: { count, pairs, units: sizes.H, steps: sizes.T, backwards: Number(Boolean(attrs.reverse)) },
      reads,
      writes,
      threads,
      groups: [Math.ceil(count / threads), 1, 1],
      code: () => `
${begin(complex, 'mask' in reads)}
${Object.keys(reads)
  .filter((read) => read !== 'mask')
  .map((read) => get(complex, read))
  .join('\n')}
${Object.keys(writes)
  .map((written) => put(complex, written))
  .join('\n')}
fn main(index : i32) {
  if (index >= uniforms.count) { return; }
  let example = index / uniforms.pairs;
  let unit = index % uniforms.pairs;
  ${name === 'LinearScan' ? forward : backward('dX' in writes)}
}`,
    });
    return Object.values(writes);
  };
}

export const scanKernels: Kernels = {
  LinearScan: kernel('LinearScan', ['x', 'decay', 'initialHidden', 'mask']),
  LinearScanGrad: kernel('LinearScanGrad', ['decay', 'initialHidden', 'mask', 'hidden', 'dHidden']),
};
