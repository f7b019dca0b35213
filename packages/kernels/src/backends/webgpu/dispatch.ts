import type { TensorInfo } from '@tensorflow/tfjs-core';
import { sizeOf } from '../../contract/size-of.js';

/** What we use of `WebGPUBackend`. */
export interface WebgpuBackend {
  readonly device: {
    readonly limits: {
      readonly maxComputeInvocationsPerWorkgroup: number;
      readonly maxComputeWorkgroupStorageSize: number;
      readonly maxStorageBufferBindingSize: number;
    };
  };
  makeTensorInfo(shape: readonly number[], dtype: 'float32', values?: Float32Array): TensorInfo;
  disposeData(dataId: TensorInfo['dataId']): void;
  runWebGPUProgram(
    program: object,
    inputs: TensorInfo[],
    dtype: 'float32',
    uniforms: { type: 'int32' | 'float32'; data: number[] }[],
    output: TensorInfo,
  ): TensorInfo;
}

type Tensors = Readonly<Record<string, TensorInfo>>;

/** One shader and what it works on. */
export interface Dispatch {
  readonly name: string;
  /** What is written into the shader's text, so that it is compiled once for each combination. */
  readonly constants: Readonly<Record<string, number | boolean | string>>;
  /** Whole numbers and numbers that it reads as `uniforms.NAME`. */
  readonly integers?: Readonly<Record<string, number>>;
  readonly floats?: Readonly<Record<string, number>>;
  /** Arrays of float32, or of int32 where a cast left the integers in place: read them through `f32()`. */
  readonly reads: Tensors;
  /** Arrays of vec4<f32>. */
  readonly vectors?: Tensors;
  /** Arrays of float32 that it writes, and may read again after a barrier. */
  readonly writes: Tensors;
  /** The same, of vec4<f32>. */
  readonly writesVectors?: Tensors;
  readonly threads: number;
  readonly groups: readonly [x: number, y: number, z: number];
  /** WGSL with a `fn main(index : i32)`, where index / threads is the workgroup; asked for when it is compiled. */
  code(): string;
}

/**
 * Runs a shader through the backend, which binds one output, then inputs, then the uniforms, and declares them in
 * front of our code. A declaration that nothing uses binds nothing, so that ours can stand beside it for the same
 * binding: that is how a shader writes several tensors, and reads vectors.
 *
 * @throws RangeError for a tensor larger than a shader can see
 */
export function dispatch(backend: WebgpuBackend, call: Dispatch): void {
  const { reads, vectors = {}, writes, writesVectors = {}, integers = {}, floats = {} } = call;
  const written = { ...writes, ...writesVectors };
  const [output, ...others] = Object.values(written).map((info) => flat(backend, info));
  const [outputName, ...otherNames] = Object.keys(written);
  const inputs = { ...reads, ...vectors };
  const getUserCode = () => {
    const firstOther = 1 + Object.keys(inputs).length;
    const firstVector = 1 + Object.keys(reads).length;
    return [
      ...Object.entries(call.constants).map(([name, value]) => `const ${name} = ${value};`),
      ...Object.keys(vectors).map((name, i) => declare(name, firstVector + i, 'read', true)),
      ...Object.keys(written).map((name, i) =>
        declare(name, i === 0 ? 0 : firstOther + i - 1, 'read_write', name in writesVectors),
      ),
      call.code(),
    ].join('\n');
  };
  const program = {
    variableNames: [
      ...Object.keys(reads),
      ...Object.keys(vectors).map((name) => `${name}Unused`),
      ...otherNames.map((name) => `${name}Unused`),
    ],
    uniforms: [
      ...Object.keys(integers).map((name) => `${name} : i32,`),
      ...Object.keys(floats).map((name) => `${name} : f32,`),
    ].join(' '),
    outputShape: output!.shape,
    dispatch: [...call.groups],
    dispatchLayout: { x: [0] },
    workgroupSize: [call.threads, 1, 1],
    shaderKey: `unrolled ${call.name} ${Object.values(call.constants).join()} ${outputName}`,
    getUserCode,
  };
  const uniforms = [
    ...Object.values(integers).map((value) => ({ type: 'int32' as const, data: [value] })),
    ...Object.values(floats).map((value) => ({ type: 'float32' as const, data: [value] })),
  ];
  const bound = [...Object.values(inputs).map((info) => flat(backend, info)), ...others];
  backend.runWebGPUProgram(program, bound, 'float32', uniforms, output!);
}

const declare = (name: string, binding: number, access: string, isVector: boolean) =>
  `@group(0) @binding(${binding}) var<storage, ${access}> ${name} : array<${isVector ? 'vec4<f32>' : 'f32'}>;`;

/** The same numbers in one row: the backend compiles a shader for every combination of ranks. */
function flat({ device }: WebgpuBackend, { dataId, dtype, shape }: TensorInfo): TensorInfo {
  const size = sizeOf(shape);
  const most = device.limits.maxStorageBufferBindingSize;
  if (4 * size > most)
    throw new RangeError(
      `out of memory: a tensor [${shape.join(', ')}] takes more than the ${Math.floor(most / 2 ** 20)} MiB that a shader sees here; smaller batches, fewer units or shorter sequences need less`,
    );
  return { dataId, dtype, shape: [size] };
}
