import type { KernelFunc } from '@tensorflow/tfjs-core';
import { crossEntropyKernel } from '../../contract/losses.js';
import { requireFloat32 } from '../../contract/require-inputs.js';
import { requireShape } from '../../contract/shape-error.js';
import type { Kernels } from '../backend.js';
import { dispatch, type WebgpuBackend } from './dispatch.js';

const threads = 256;

/** One workgroup: a thread takes every 256th row, and the sums of all are added up in workgroup memory. */
const crossEntropy: KernelFunc = ({ inputs, backend }) => {
  const gpu = backend as WebgpuBackend;
  const { logits, targets, weights } = inputs;
  requireFloat32(crossEntropyKernel, 'logits', logits);
  requireShape(crossEntropyKernel, 'logits', ['rows', 'classes'], logits!.shape);
  const [rows, classes] = logits!.shape as [number, number];
  requireShape(crossEntropyKernel, 'targets', [rows], targets!.shape);
  if (weights) requireShape(crossEntropyKernel, 'weights', [rows], weights.shape);
  const loss = gpu.makeTensorInfo([], 'float32');
  const dLogits = gpu.makeTensorInfo([rows, classes], 'float32');
  dispatch(gpu, {
    name: crossEntropyKernel,
    constants: { THREADS: threads, HAS_WEIGHTS: weights !== undefined },
    integers: { rows, classes },
    reads: { logits: logits!, targets: targets!, ...(weights && { weights }) },
    writes: { loss, dLogits },
    threads,
    groups: [1, 1, 1],
    code: () => `
var<workgroup> sums : array<vec2<f32>, THREADS>;
fn weightOf(row : i32) -> f32 { return ${weights ? 'f32(weights[row])' : '1.0'}; }
fn sumOfAll(thread : i32, own : vec2<f32>) -> vec2<f32> {
  workgroupBarrier();
  sums[thread] = own;
  for (var width = THREADS / 2; width > 0; width /= 2) {
    workgroupBarrier();
    if (thread < width) { sums[thread] += sums[thread + width]; }
  }
  workgroupBarrier();
  return sums[0];
}
fn main(index : i32) {
  var own = vec2<f32>(0.0);
  for (var row = index; row < uniforms.rows; row += THREADS) {
    own.x += select(0.0, 1.0, weightOf(row) != 0.0);
  }
  let count = sumOfAll(index, own).x;
  own = vec2<f32>(0.0);
  for (var row = index; row < uniforms.rows; row += THREADS) {
    let first = row * uniforms.classes;
    var most = f32(logits[first]);
    for (var k = 1; k < uniforms.classes; k++) { most = max(most, f32(logits[first + k])); }
    var sum = 0.0;
    for (var k = 0; k < uniforms.classes; k++) { sum += exp(f32(logits[first + k]) - most); }
    let target_ = i32(targets[row]);
    let weight = weightOf(row);
    own.x += weight * (log(sum) - (f32(logits[first + target_]) - most));
    for (var k = 0; k < uniforms.classes; k++) {
      let share = exp(f32(logits[first + k]) - most) / sum;
      dLogits[first + k] = (share - select(0.0, 1.0, k == target_)) * weight / count;
    }
  }
  let total = sumOfAll(index, own).x;
  if (index == 0) { loss[0] = total / count; }
}`,
  });
  return [loss, dLogits];
};

export const lossKernels: Kernels = { [crossEntropyKernel]: crossEntropy };
