import type { TensorInfo } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { createCpuWorkspaces } from '../src/backends/cpu/workspace.js';
import { createWasmWorkspaces } from '../src/backends/wasm/workspace.js';
import type { SequenceName } from '../src/contract/index.js';
import { workspaceKernels } from '../src/webassembly/kernels.js';
import { mostBytes, type Workspace } from '../src/webassembly/workspace.js';
import { type HeldTensor, hold, instantiateBuilds } from './guarded-workspace.js';
import { type Case, randomValues, shapes } from './random-sequence.js';

const { run } = (await instantiateBuilds()).get('simd')!;

/** The floats of outputs and bytes of scratch that a kernel asks for: with scratch at 0 it computes nothing. */
function requested(
  kernel: SequenceName,
  inputs: Record<string, TensorInfo>,
  attrs = {},
): { floats: number; scratch: number } {
  const totals = { floats: 0, scratch: 0 };
  const workspace: Workspace = {
    run,
    input: () => 0,
    output(shape) {
      totals.floats += shape.reduce((a, b) => a * b, 1);
      return 0;
    },
    reserve(floats) {
      totals.floats += floats;
      return 0;
    },
    scratch(bytes) {
      totals.scratch += bytes;
      return 0;
    },
    outputs: () => [],
    close() {},
  };
  workspaceKernels[kernel](workspace, inputs, {
    reverse: false,
    activation: 'tanh',
    resetAfter: true,
    ...attrs,
  });
  return totals;
}

it.each([
  ['RnnSequence', 1, 0],
  ['GruSequence', 1, 4],
  ['LstmSequence', 2, 5],
  ['LinearScan', 1, 0],
  ['GatedScan', 1, 0],
] as const)(
  '%s keeps %i·B·T·H + %i·B₈·T·H floats, and scratch depends on neither B nor T',
  (kernel, outputs, kept) => {
    const base: Case = {
      kernel,
      batch: 1,
      steps: 1,
      inputSize: 3,
      hiddenSize: 5,
      hasBias: true,
      hasMask: true,
      seed: 1,
    };
    const small = inputsOf(base);
    for (const [batch, steps] of [
      [1, 1000],
      [13, 7],
      [64, 10],
    ] as const) {
      const c = { ...base, batch, steps };
      const { floats, scratch } = requested(kernel, inputsOf(c));
      const padded = 8 * Math.ceil(batch / 8);
      expect(floats).toBe((outputs * batch + kept * padded) * steps * c.hiddenSize);
      expect(scratch).toBe(requested(kernel, small).scratch);
    }
  },
);

it('a reserve is not kept where nobody asks for the gradient, nor above half a GiB', () => {
  const base: Case = {
    kernel: 'LstmSequence',
    batch: 8,
    steps: 7,
    inputSize: 1,
    hiddenSize: 16,
    hasBias: true,
    hasMask: false,
    seed: 1,
  };
  const [kept, left] = [true, false].map((keepReserve) =>
    requested('LstmSequence', inputsOf(base), { keepReserve }),
  );
  expect(kept!.floats - left!.floats).toBe(5 * 8 * 7 * 16);
  const large = { ...base, batch: 104, steps: 784, hiddenSize: 400 };
  const inputs = Object.fromEntries(
    Object.entries(shapes(large)).map(([name, shape]) => [name, { shape, dtype: 'float32', dataId: {} }]),
  );
  expect(requested('LstmSequence', inputs as never).floats).toBe(2 * 104 * 784 * 400);
});

it.each([
  ['more bytes than addresses reach', mostBytes / 4, 64],
  ['an address at the end of the memory', 1024, 65536 - 64],
  ['no address', 1024, 0],
])(
  'the wasm backend that has %s for a tensor is refused in a sentence, and gives back the others',
  (_, size, second) => {
    const offsets = new Map<object, number>();
    const disposed: object[] = [];
    const addresses = [64, second];
    const backend = {
      wasm: { asm: { memory: new WebAssembly.Memory({ initial: 1 }) }, _malloc: () => 0, _free() {} },
      dataIdMap: { has: () => true, get: (dataId: object) => ({ memoryOffset: offsets.get(dataId)! }) },
      incRef() {},
      disposeData: (dataId: object) => disposed.push(dataId),
      makeOutput(shape: readonly number[]) {
        const dataId = {};
        offsets.set(dataId, addresses.shift()!);
        return { dataId, shape: [...shape], dtype: 'float32' as const };
      },
    };
    const open = createWasmWorkspaces({ instantiate: () => run });
    const workspace = open(backend);
    workspace.output([16]);
    expect(() => workspace.output([size])).toThrow(/^out of memory: there is no room for another .* GiB/);
    workspace.close();
    expect(disposed).toEqual([...offsets.keys()]);
  },
);

it('the cpu backend says in a sentence that its memory can grow no more', () => {
  const workspace = createCpuWorkspaces({ instantiate: () => run })({} as never);
  expect(() => workspace.scratch(mostBytes)).toThrow(/^out of memory: there is no room for another 4\.0 GiB/);
});

function inputsOf(c: Case): Record<string, HeldTensor> {
  const values = randomValues(c);
  return Object.fromEntries(
    Object.entries(shapes(c)).map(([name, shape]) => [name, hold(values[name]!, shape)]),
  );
}
