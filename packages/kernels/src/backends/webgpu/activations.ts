import type { Activation } from '../../contract/sequences.js';

/**
 * σ and tanh of four numbers at once, as in assembly/activations.ts: the built-in ones of WGSL may err by
 * thousands of units in the last place. What GPUs do with NaN in comparisons is theirs to choose, so that its bits
 * are looked at.
 */
export const activationsCode = `
fn unlessNan(y : vec4<f32>, x : vec4<f32>) -> vec4<f32> { return select(y, x, isnanVec4(x)); }

fn hyperbolicTangent(x : vec4<f32>) -> vec4<f32> {
  let a = clamp(x, vec4<f32>(-9.2), vec4<f32>(9.2));
  let s = a * a;
  var p = fma(vec4<f32>(1.3355174732264986e-8), s, vec4<f32>(0.000020609475942553095));
  p = fma(p, s, vec4<f32>(0.003495613059705268));
  p = fma(p, s, vec4<f32>(0.13381047153605932));
  p = fma(p, s, vec4<f32>(1.0));
  var q = fma(vec4<f32>(7.776775093277137e-7), s, vec4<f32>(0.0003285674803096607));
  q = fma(q, s, vec4<f32>(0.025877077741614806));
  q = fma(q, s, vec4<f32>(0.46714362487422184));
  q = fma(q, s, vec4<f32>(1.0));
  return unlessNan(clamp(a * p / q, vec4<f32>(-1.0), vec4<f32>(1.0)), x);
}

fn logistic(x : vec4<f32>) -> vec4<f32> {
  let a = clamp(x, vec4<f32>(-110.0), vec4<f32>(30.0));
  let n = round(a * 1.44269504);
  let r = fma(n, vec4<f32>(-1.42860677e-6), fma(n, vec4<f32>(-0.693145752), a));
  var q = fma(vec4<f32>(0.00831250287592411), r, vec4<f32>(0.04189033433794975));
  q = fma(q, r, vec4<f32>(0.16667115688323975));
  q = fma(q, r, vec4<f32>(0.499992311000824));
  let mantissa = fma(r * r, q, r) + 1.0;
  let power = bitcast<vec4<f32>>((vec4<i32>(n) + 191) << vec4<u32>(23u)); // 2⁶⁴ times too large
  let e = mantissa * power * 5.421010862427522e-20;
  return unlessNan(e / (1.0 + e), x);
}

fn above(x : vec4<f32>) -> vec4<f32> {
  return unlessNan(select(vec4<f32>(0.0), vec4<f32>(1.0), x > vec4<f32>(0.0)), x);
}
`;

/** φ of `a`, and its derivative as a function of `y` = φ(a). */
export const activationCode: Record<Activation, { readonly value: string; readonly slope: string }> = {
  tanh: { value: 'hyperbolicTangent(a)', slope: '1.0 - y * y' },
  relu: { value: 'unlessNan(max(a, vec4<f32>(0.0)), a)', slope: 'above(y)' },
  sigmoid: { value: 'logistic(a)', slope: 'y * (1.0 - y)' },
  identity: { value: 'a', slope: 'vec4<f32>(1.0)' },
  step: { value: 'above(a)', slope: 'vec4<f32>(0.0)' },
};
