import type { TensorInfo } from '@tensorflow/tfjs';
import { relaxedSimd, simd } from '../src/generated/wasm.js';
import { bytesOf, type KernelFunctions, moduleOf, type WasmModule } from '../src/webassembly/module.js';
import type { Workspace } from '../src/webassembly/workspace.js';

const guardBytes = 256;

/** A tensor of a guarded workspace: its values stand where a backend would keep its own handle. */
export interface HeldTensor extends TensorInfo {
  readonly values: Float32Array;
}

export function hold(values: ArrayLike<number>, shape: readonly number[]): HeldTensor {
  return { values: Float32Array.from(values), shape: [...shape], dtype: 'float32', dataId: {} };
}

export interface GuardedWorkspace extends Workspace {
  results(): Float32Array[];
  /** Addresses outside every area that no longer hold the guard byte. */
  damage(): number[];
}

/** The builds this engine runs, by name. */
export async function modulesHere(): Promise<Map<string, WasmModule>> {
  const modules = new Map<string, WasmModule>();
  for (const [name, base64] of [
    ['simd', simd],
    ['relaxed-simd', relaxedSimd],
  ] as const) {
    const bytes = bytesOf(base64);
    if (!WebAssembly.validate(bytes)) continue;
    modules.set(name, moduleOf({ name, bytes }, await WebAssembly.compile(bytes)));
  }
  return modules;
}

/** Each of them in a memory of its own. */
export async function instantiateBuilds(
  shared = false,
): Promise<Map<string, { run: KernelFunctions; memory: WebAssembly.Memory }>> {
  const instances = new Map();
  for (const [name, module] of await modulesHere()) {
    const memory = new WebAssembly.Memory({ initial: 256, maximum: 65536, shared });
    instances.set(name, { run: module.instantiate(memory), memory });
  }
  return instances;
}

/**
 * Every tensor and all scratch lie between guard zones of one byte value, and uninitialised areas are filled with
 * the same byte: what is written outside an area shows as damage, what is read before it was written, or from
 * outside, changes the results when the byte changes (255 reads as NaN).
 */
export function guardedWorkspace(
  { run, memory }: { run: KernelFunctions; memory: WebAssembly.Memory },
  guard: number,
): GuardedWorkspace {
  const bytes = () => new Uint8Array(memory.buffer);
  const areas: { start: number; end: number; output: boolean }[] = [];
  let next = guardBytes;
  let filled = 0;
  function area(size: number, output: boolean): number {
    const start = next;
    next = Math.ceil((start + size + guardBytes) / 4) * 4;
    if (next + guardBytes > memory.buffer.byteLength) throw new Error('guarded workspace: too small');
    areas.push({ start, end: start + size, output });
    bytes().fill(guard, filled, next + guardBytes);
    filled = next + guardBytes;
    return start;
  }
  return {
    run,
    input(tensor) {
      if (!tensor) return 0;
      const { values } = tensor as HeldTensor;
      const start = area(4 * values.length, false);
      new Float32Array(memory.buffer, start, values.length).set(values);
      return start;
    },
    output: (shape) =>
      area(
        shape.reduce((a, b) => a * b, 4),
        true,
      ),
    reserve: (floats) => area(4 * floats, true),
    scratch: (size) => area(size, false),
    outputs: () => [],
    close() {},
    results: () =>
      areas
        .filter(({ output }) => output)
        .map(({ start, end }) => new Float32Array(memory.buffer.slice(start, end))),
    damage() {
      const current = bytes();
      const starts = [...areas.map(({ start }) => start), next + guardBytes];
      return [0, ...areas.map(({ end }) => end)].flatMap((from, i) => {
        const between = Array.from({ length: starts[i]! - from }, (_, at) => from + at);
        return between.filter((at) => current[at] !== guard);
      });
    },
  };
}
