import type { KernelFunc } from '@tensorflow/tfjs-core';
import { type LossName, losses, lossNames, requireLoss } from '../../contract/losses.js';
import type { Kernels } from '../backend.js';
import { dispatch, type WebgpuBackend } from './dispatch.js';

const threads = 256;

/** Adds a row's loss to `own`, writes its gradient, and says whether it `isRight`: `first` is the row's first number. */
const rowCode: Readonly<Record<LossName, string>> = {
  SoftmaxCrossEntropy: `
    var most = f32(logits[first]);
    var largest = 0;
    for (var k = 1; k < uniforms.columns; k++) {
      if (f32(logits[first + k]) > most) { largest = k; }
      most = max(most, f32(logits[first + k]));
    }
    var sum = 0.0;
    for (var k = 0; k < uniforms.columns; k++) { sum += exp(f32(logits[first + k]) - most); }
    let target_ = i32(targets[row]);
    isRight = largest == target_;
    let isClass = select(0.0, 1.0, target_ >= 0 && target_ < uniforms.columns); // by 0 there is no number
    own += weight * (log(sum) - (f32(logits[first + target_]) - most)) / isClass;
    for (var k = 0; k < uniforms.columns; k++) {
      let share = exp(f32(logits[first + k]) - most) / sum;
      dLogits[first + k] = (share - select(0.0, 1.0, k == target_)) * weight / count;
    }`,
  SigmoidCrossEntropy: `
    for (var at = first; at < first + uniforms.columns; at++) {
      let z = f32(logits[at]);
      let y = f32(targets[at]);
      isRight = isRight && y == select(0.0, 1.0, z > 0.0);
      let e = exp(-abs(z));
      let least = select(log(1.0 + e), e - 0.5 * e * e, e < 1e-3);
      own += weight * (max(z, 0.0) - z * y + least);
      dLogits[at] = (select(1.0, e, z < 0.0) / (1.0 + e) - y) * weight / count;
    }`,
  SquaredError: `
    isRight = false;
    for (var at = first; at < first + uniforms.columns; at++) {
      let error = f32(logits[at]) - f32(targets[at]);
      own += weight * error * error;
      dLogits[at] = 2.0 * error * weight / count;
    }`,
};

/** One workgroup: a thread takes every 256th row, and the sums of all are added up in workgroup memory. */
const kernel =
  (name: LossName): KernelFunc =>
  ({ inputs, backend }) => {
    const gpu = backend as WebgpuBackend;
    const { logits, targets, weights, rows, columns } = requireLoss(name, inputs);
    const loss = gpu.makeTensorInfo([], 'float32');
    const accuracy = gpu.makeTensorInfo([], 'float32');
    const dLogits = gpu.makeTensorInfo(logits.shape, 'float32');
    dispatch(gpu, {
      name,
      constants: { THREADS: threads, HAS_WEIGHTS: weights !== undefined },
      integers: { rows, columns, each: losses[name].isClass ? 1 : columns },
      reads: { logits, targets, ...(weights && { weights }) },
      writes: { loss, accuracy, dLogits },
      threads,
      groups: [1, 1, 1],
      code: () => `
var<workgroup> sums : array<f32, THREADS>;
fn weightOf(row : i32) -> f32 { return ${weights ? 'f32(weights[row])' : '1.0'}; }
fn sumOfAll(thread : i32, own : f32) -> f32 {
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
  var own = 0.0;
  for (var row = index; row < uniforms.rows; row += THREADS) {
    own += select(0.0, 1.0, weightOf(row) != 0.0);
  }
  let counted = max(sumOfAll(index, own), 1.0);
  let count = counted * f32(uniforms.each);
  own = 0.0;
  var right = 0.0;
  for (var row = index; row < uniforms.rows; row += THREADS) {
    let first = row * uniforms.columns;
    let weight = weightOf(row);
    var isRight = true;
    ${rowCode[name]}
    right += select(0.0, 1.0, isRight && weight != 0.0);
  }
  let total = sumOfAll(index, own);
  let rightOnes = sumOfAll(index, right);
  if (index == 0) {
    loss[0] = total / count;
    accuracy[0] = rightOnes / counted;
  }
}`,
    });
    return [loss, accuracy, dLogits];
  };

export const lossKernels: Kernels = Object.fromEntries(lossNames.map((name) => [name, kernel(name)]));
