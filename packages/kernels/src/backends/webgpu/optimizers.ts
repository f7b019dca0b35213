import type { KernelFunc, NamedTensorInfoMap } from '@tensorflow/tfjs-core';
import { type OptimizerName, optimizers, requireParameters } from '../../contract/optimizers.js';
import type { Kernels } from '../backend.js';
import { dispatch, sizeOf, type WebgpuBackend } from './dispatch.js';

// The equations of assembly/optimizers.ts, a dispatch for each parameter: a shader sees no more than eight tensors.

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
  let a = f32(factor[0]) * accumulation + gradient;
  newAccumulation[index] = a;
  newValue[index] = value - uniforms.learningRate * ${nesterov ? '(gradient + f32(factor[0]) * a)' : 'a'};`,
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
  let corrected = m / (1.0 - f32(powers[0]));
  let root = sqrt(v / (1.0 - f32(powers[1])));
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
    const shared = sharedOf(name, gpu, inputs);
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
        constants: { NESTEROV: Boolean(numbers.nesterov) },
        integers: { count },
        floats: settings,
        reads: { ...Object.fromEntries(read.map((part, i) => [`${part}s`, tensors[i]!])), ...shared.tensors },
        writes: news,
        threads: 64,
        groups: [Math.ceil(count / 64), 1, 1],
        code: () => `
fn main(index : i32) {
  if (index >= uniforms.count) { return; }
  ${read.map((part) => `let ${part} = f32(${part}s[index]);`).join(' ')}
  ${code(numbers)}
}`,
      });
      return Object.values(news);
    });
    shared.dispose();
    return results;
  };
}

/** Scalars that all parameters share; the two of Adam as one tensor, since there would be nine. */
function sharedOf(name: OptimizerName, gpu: WebgpuBackend, inputs: NamedTensorInfoMap) {
  if (name !== 'AdamUpdate')
    return {
      tensors: Object.fromEntries(optimizers[name].shared.map((scalar) => [scalar, inputs[scalar]!])),
      dispose() {},
    };
  const powers = gpu.makeTensorInfo([2], 'float32');
  dispatch(gpu, {
    name: 'powers',
    constants: {},
    integers: { count: 2 },
    reads: { power1: inputs.power1!, power2: inputs.power2! },
    writes: { powers },
    threads: 2,
    groups: [1, 1, 1],
    code: () => `
fn main(index : i32) {
  if (index < uniforms.count) { powers[index] = select(f32(power2[0]), f32(power1[0]), index == 0); }
}`,
  });
  return { tensors: { powers }, dispose: () => gpu.disposeData(powers.dataId) };
}

export const optimizerKernels: Kernels = Object.fromEntries(
  (Object.keys(optimizers) as OptimizerName[]).map((name) => [name, kernel(name)]),
);
