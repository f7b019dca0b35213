import type { KernelFunc, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import { type OptimizerName, optimizers, requireParameters } from '../../contract/optimizers.js';
import { sizeOf } from '../../contract/size-of.js';
import type { Kernels } from '../backend.js';
import { dispatch, type WebgpuBackend } from './dispatch.js';

// The equations of assembly/optimizers.ts, a dispatch for each parameter: a shader sees no more than eight tensors, which are
// as many as one parameter of Adam's has. What all share is one of them; the norm of the gradients takes a dispatch for every
// six of them before.

type Attrs = Readonly<Record<string, number | boolean>>;

const equations: {
  readonly [kernel in OptimizerName]: {
    /** The attributes that it reads, as numbers; what begins with "but" is what one without it is. */
    readonly floats: readonly string[];
    code(attrs: Attrs): string;
  };
} = {
  SgdUpdate: {
    floats: ['learningRate'],
    code: () => 'newValue[index] = value - uniforms.learningRate * gradient;',
  },
  MomentumUpdate: {
    floats: ['learningRate'],
    code: ({ nesterov }) => `
  let a = f32(ofAll[0]) * accumulation + gradient;
  newAccumulation[index] = a;
  newValue[index] = value - uniforms.learningRate * ${nesterov ? '(gradient + f32(ofAll[0]) * a)' : 'a'};`,
  },
  RmspropUpdate: {
    floats: ['learningRate', 'decay', 'butDecay', 'momentum', 'epsilon'],
    code: () => `
  let s = uniforms.decay * meanSquare + uniforms.butDecay * (gradient * gradient);
  let a = uniforms.momentum * moment + uniforms.learningRate * gradient / sqrt(s + uniforms.epsilon);
  newMeanSquare[index] = s;
  newMoment[index] = a;
  newValue[index] = value - a;`,
  },
  AdamUpdate: {
    floats: ['learningRate', 'beta1', 'butBeta1', 'beta2', 'butBeta2', 'epsilon'],
    code: () => `
  let m = uniforms.beta1 * first + uniforms.butBeta1 * gradient;
  let v = uniforms.beta2 * second + uniforms.butBeta2 * (gradient * gradient);
  let corrected = m / (1.0 - f32(ofAll[0]));
  let root = sqrt(v / (1.0 - f32(ofAll[1])));
  newFirst[index] = m;
  newSecond[index] = v;
  newValue[index] = value - uniforms.learningRate * (corrected / (root + uniforms.epsilon));`,
  },
};

const capital = (name: string) => `${name[0]!.toUpperCase()}${name.slice(1)}`;

function kernel(name: OptimizerName): KernelFunc {
  const { floats, code } = equations[name];
  return ({ inputs, attrs, backend }) => {
    const gpu = backend as WebgpuBackend;
    const parameters = requireParameters(name, inputs, attrs as { parameters: number });
    const numbers = attrs as Attrs;
    const settings = Object.fromEntries(
      floats.map((float) => {
        const of = float.slice(3);
        return [
          float,
          float.startsWith('but')
            ? 1 - Number(numbers[`${of[0]!.toLowerCase()}${of.slice(1)}`])
            : Number(numbers[float]),
        ];
      }),
    );
    const { clipNorm } = attrs as { clipNorm?: number };
    const norm = clipNorm === undefined ? undefined : gpu.makeTensorInfo([], 'float32');
    const shared = sharedOf(name, gpu, inputs, parameters, norm && { norm, clipNorm: clipNorm! });
    const read = ['value', 'gradient', ...optimizers[name].state];
    const results = parameters.flatMap((tensors) => {
      const shape = tensors[0]!.shape;
      const count = sizeOf(shape);
      const news = Object.fromEntries(
        read
          .filter((part) => part !== 'gradient')
          .map((part) => [`new${capital(part)}`, gpu.makeTensorInfo(shape, 'float32')]),
      );
      dispatch(gpu, {
        name,
        constants: { NESTEROV: Boolean(numbers.nesterov), CLIPS: norm !== undefined },
        integers: { count },
        floats: settings,
        reads: {
          ...Object.fromEntries(read.map((part, i) => [`${part}s`, tensors[i]!])),
          ...(shared && { ofAll: shared }),
        },
        writes: news,
        threads: 64,
        groups: [Math.ceil(count / 64), 1, 1],
        code: () => `
fn main(index : i32) {
  if (index >= uniforms.count) { return; }
  ${read.map((part) => `${part === 'gradient' ? 'var' : 'let'} ${part} = f32(${part}s[index]);`).join(' ')}
  ${norm ? `gradient *= f32(ofAll[${optimizers[name].shared.length}]);` : ''}
  ${code(numbers)}
}`,
      });
      return Object.values(news);
    });
    if (shared) gpu.disposeData(shared.dataId);
    return norm ? [...results, norm] : results;
  };
}

/** What all parameters share, as one tensor: the kernel's scalars, and by what gradients are multiplied if they are clipped. */
function sharedOf(
  name: OptimizerName,
  gpu: WebgpuBackend,
  inputs: NamedTensorInfoMap,
  parameters: readonly (readonly TensorInfo[])[],
  clip: { readonly norm: TensorInfo; readonly clipNorm: number } | undefined,
): TensorInfo | undefined {
  const scalars = optimizers[name].shared;
  if (scalars.length === 0 && !clip) return undefined;
  const shared = gpu.makeTensorInfo([scalars.length + 1], 'float32');
  const squares =
    clip &&
    squaresOf(
      gpu,
      parameters.map(([, gradient]) => gradient!),
    );
  dispatch(gpu, {
    name: 'shared',
    constants: { CLIPS: clip !== undefined, SCALARS: scalars.length },
    integers: { count: 1 },
    floats: { limit: clip?.clipNorm ?? 0 },
    reads: {
      ...Object.fromEntries(scalars.map((scalar) => [scalar, inputs[scalar]!])),
      ...(squares && { squares }),
    },
    writes: { ofAll: shared, ...(clip && { norm: clip.norm }) },
    threads: 1,
    groups: [1, 1, 1],
    code: () => `
fn main(index : i32) {
  if (index >= uniforms.count) { return; }
  ${scalars.map((scalar, i) => `ofAll[${i}] = f32(${scalar}[0]);`).join(' ')}
  ${
    clip
      ? `var sum = 0.0;
  for (var group = 0; group < ${squareGroups}; group++) { sum += f32(squares[group]); }
  norm[0] = sqrt(sum);
  ofAll[${scalars.length}] = uniforms.limit / max(norm[0], uniforms.limit);`
      : ''
  }
}`,
  });
  if (squares) gpu.disposeData(squares.dataId);
  return shared;
}

const squareGroups = 64;
const squareThreads = 64;
/** Gradients that a shader sees beside two other tensors. */
const atOnce = 6;

/** The sum of the squares of all, a part of it for each workgroup: every dispatch adds those of six to what the one before it left. */
function squaresOf(gpu: WebgpuBackend, gradients: readonly TensorInfo[]): TensorInfo {
  let squares: TensorInfo | undefined;
  for (let from = 0; from < gradients.length; from += atOnce) {
    const before = squares;
    const some = gradients.slice(from, from + atOnce);
    squares = gpu.makeTensorInfo([squareGroups], 'float32');
    dispatch(gpu, {
      name: 'squares',
      constants: { COUNT: some.length, CONTINUES: before !== undefined },
      integers: Object.fromEntries(some.map(({ shape }, i) => [`size${i}`, sizeOf(shape)])),
      reads: {
        ...Object.fromEntries(some.map((gradient, i) => [`gradient${i}`, gradient])),
        ...(before && { before }),
      },
      writes: { squares },
      threads: squareThreads,
      groups: [squareGroups, 1, 1],
      code: () => `
var<workgroup> sums : array<f32, ${squareThreads}>;
fn main(index : i32) {
  let thread = index % ${squareThreads};
  var own = 0.0;
  ${some
    .map(
      (_, i) => `for (var at = index; at < uniforms.size${i}; at += ${squareGroups * squareThreads}) {
    own += f32(gradient${i}[at]) * f32(gradient${i}[at]);
  }`,
    )
    .join('\n  ')}
  sums[thread] = own;
  for (var width = ${squareThreads / 2}; width > 0; width /= 2) {
    workgroupBarrier();
    if (thread < width) { sums[thread] += sums[thread + width]; }
  }
  if (thread == 0) {
    let group = index / ${squareThreads};
    squares[group] = sums[0]${before ? ' + f32(before[group])' : ''};
  }
}`,
    });
    if (before) gpu.disposeData(before.dataId);
  }
  return squares ?? gpu.makeTensorInfo([squareGroups], 'float32', new Float32Array(squareGroups));
}

export const optimizerKernels: Kernels = Object.fromEntries(
  (Object.keys(optimizers) as OptimizerName[]).map((name) => [name, kernel(name)]),
);
