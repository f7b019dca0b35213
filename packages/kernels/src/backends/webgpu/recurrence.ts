import type { TensorInfo } from '@tensorflow/tfjs-core';
import { activationsCode } from './activations.js';
import { dispatch, type WebgpuBackend } from './dispatch.js';
import { quadsAtOnce, quadsOf } from './quads.js';

// The whole sequence in one dispatch. A workgroup owns four examples, one in each lane of a vector; a thread owns a unit,
// or several where there are more units than threads, with all its gates. What all threads need of each other, the state
// or the δ of the gates, goes through workgroup memory, and where that is too small through the tensor it is written to.

export const lanes = 4;

/** The examples from `first` on, `count` of them: those whose reserve there is at one time. */
export interface Examples {
  readonly first: number;
  readonly count: number;
}

export interface Recurrence {
  readonly name: string;
  readonly constants: Readonly<Record<string, number | boolean | string>>;
  readonly sizes: { readonly B: number; readonly T: number; readonly H: number };
  readonly examples: Examples;
  readonly reverse: boolean;
  readonly reads: Readonly<Record<string, TensorInfo | undefined>>;
  /** Recurrent weights in quads, and the reserve. */
  readonly vectors: Readonly<Record<string, TensorInfo>>;
  readonly writes: Readonly<Record<string, TensorInfo>>;
  readonly writesVectors?: Readonly<Record<string, TensorInfo>>;
  /** How many vectors a thread keeps for each of its units, by name. */
  readonly ofUnit: readonly string[];
  /** Vectors of all units that all threads see: see `sharedCode`. */
  readonly shared: readonly Shared[];
  /** WGSL, in which `quadsAtOnce` is for `eachQuad`. */
  code(quadsAtOnce: number): string;
}

/** A vector of a number for each unit. */
export interface Shared {
  readonly name: string;
  /** WGSL for its number at `unit` where workgroup memory cannot hold it, in which `n` is the step's place in order. */
  readonly elsewhere: string;
}

export function runRecurrence(backend: WebgpuBackend, call: Recurrence): void {
  const { sizes, examples, reverse, writes, vectors, writesVectors = {} } = call;
  const { maxComputeInvocationsPerWorkgroup, maxComputeWorkgroupStorageSize } = backend.device.limits;
  const { H } = sizes;
  const most = Math.min(1024, maxComputeInvocationsPerWorkgroup);
  const unitsOfThread = Math.ceil(H / most);
  const threads = 32 * Math.ceil(H / unitsOfThread / 32);
  const quads = quadsOf(H);
  const isWithin = call.shared.length * quads * 4 * 16 <= maxComputeWorkgroupStorageSize;
  const reads = Object.fromEntries(
    Object.entries(call.reads).filter((entry): entry is [string, TensorInfo] => entry[1] !== undefined),
  );
  dispatch(backend, {
    name: call.name,
    constants: {
      ...call.constants,
      H,
      QUADS: quads,
      THREADS: threads,
      UNITS_OF_THREAD: unitsOfThread,
      IS_WITHIN: isWithin,
    },
    integers: {
      first: examples.first,
      end: examples.first + examples.count,
      steps: sizes.T,
      backwards: Number(reverse),
    },
    reads,
    vectors,
    writes,
    writesVectors,
    threads,
    groups: [Math.ceil(examples.count / lanes), 1, 1],
    code: () =>
      [
        activationsCode,
        `
var<private> thread : i32;
var<private> group : i32;
var<private> example : vec4<i32>;
var<private> isThere : vec4<bool>;
${call.ofUnit.map((name) => `var<private> ${name} : array<vec4<f32>, UNITS_OF_THREAD>;`).join('\n')}

fn begin(index : i32) {
  thread = index % THREADS;
  group = index / THREADS;
  let own = uniforms.first + ${lanes} * group + vec4<i32>(0, 1, 2, 3);
  isThere = own < vec4<i32>(uniforms.end);
  example = min(own, vec4<i32>(uniforms.end - 1));
}
fn stepAt(n : i32) -> i32 { return select(n, uniforms.steps - 1 - n, uniforms.backwards == 1); }
/** The row of step n of each example in [B · T]. */
fn rowAt(n : i32) -> vec4<i32> { return example * uniforms.steps + stepAt(n); }
fn wait() { ${isWithin ? 'workgroupBarrier();' : 'storageBarrier();'} }
`,
        ...Object.keys(reads).map(gather),
        ...Object.keys(writes).map(scatter),
        reads.mask
          ? `fn isOpen(row : vec4<i32>) -> vec4<bool> {
  return (bitcast<vec4<u32>>(maskAt(row)) & vec4<u32>(0x7fffffffu)) != vec4<u32>(0u);
}`
          : 'fn isOpen(row : vec4<i32>) -> vec4<bool> { return vec4<bool>(true); }',
        ...call.shared.map((vector) => sharedCode(vector, isWithin)),
        call.code(isWithin ? quadsAtOnce : 1), // what is elsewhere is long, and takes compilers long
      ].join('\n'),
  });
}

const perLane = (code: (lane: string) => string) => ['x', 'y', 'z', 'w'].map(code);

const gather = (name: string) =>
  `fn ${name}At(at : vec4<i32>) -> vec4<f32> { return vec4<f32>(${perLane((lane) => `f32(${name}[at.${lane}])`).join(', ')}); }`;

const scatter = (name: string) => `
fn ${name}Of(at : vec4<i32>) -> vec4<f32> { return vec4<f32>(${perLane((lane) => `${name}[at.${lane}]`).join(', ')}); }
fn ${name}Put(at : vec4<i32>, value : vec4<f32>) {
  ${perLane((lane) => `if (isThere.${lane}) { ${name}[at.${lane}] = value.${lane}; }`).join('\n  ')}
}`;

/** `nameSet(unit, value)`, and `nameQuad(quad, n)`: four units at a time, zero past the last. */
function sharedCode({ name, elsewhere }: Shared, isWithin: boolean): string {
  const set = `fn ${name}Set(unit : i32, value : vec4<f32>)`;
  const quad = `fn ${name}Quad(quad : i32, n : i32) -> mat4x4<f32>`;
  const units = [0, 1, 2, 3].map((i) => `4 * quad${i === 0 ? '' : ` + ${i}`}`);
  if (isWithin)
    return `
var<workgroup> ${name} : array<vec4<f32>, QUADS * 4>;
${set} { ${name}[unit] = value; }
${quad} { return mat4x4<f32>(${units.map((unit) => `${name}[${unit}]`).join(', ')}); }`;
  return `
${set} {}
fn ${name}Elsewhere(unit : i32, n : i32) -> vec4<f32> {
  if (unit >= H) { return vec4<f32>(0.0); }
  ${elsewhere}
}
${quad} { return mat4x4<f32>(${units.map((unit) => `${name}Elsewhere(${unit}, n)`).join(', ')}); }`;
}

/** The code for every unit of a thread: u is the unit, p its place among the thread's. */
export const eachUnit = (code: string): string => `
  for (var p = 0; p < UNITS_OF_THREAD; p++) {
    let u = thread + p * THREADS;
    if (u < H) {${code}}
  }`;

/**
 * The code for every quad. The weights of several are asked for before the first is used: the sum of a step waits for memory
 * most of the time, and so it waits once for all of them.
 *
 * @param weights by name, where they stand for a quad
 */
export const eachQuad = (
  atOnce: number,
  weights: (quad: string) => Readonly<Record<string, string>>,
  code: string,
): string => {
  const places = Array.from({ length: atOnce }, (_, i) => i);
  const named = (i: number) => Object.entries(weights(`(start + ${i})`));
  return `
      for (var start = 0; start < QUADS; start += ${atOnce}) {
        ${places.flatMap((i) => named(i).map(([name, at]) => `let ${name}${i} = weights[${at}];`)).join('\n        ')}
        ${places
          .map(
            (i) =>
              `{ let quad = start + ${i}; ${named(i)
                .map(([name]) => `let ${name} = ${name}${i};`)
                .join(' ')} ${code} }`,
          )
          .join('\n        ')}
      }`;
};

/** Where step n of unit u stands in a reserve of so many rows. */
export const keptAt = (rows: number): string => `((group * uniforms.steps + n) * ${rows}) * H + u`;
export const keptVectors = (rows: number, { T, H }: { T: number; H: number }, count: number): number =>
  Math.ceil(count / lanes) * T * rows * H;
