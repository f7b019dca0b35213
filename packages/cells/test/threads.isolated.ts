// In a page that is cross-origin isolated: the conformance of calls that three threads share, however small they are, in
// the memory of TensorFlow.js's own threads.
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { registerKernels } from '@unrolled/kernels';
import { describe, expect, it } from 'vitest';
import { useKernels } from '../../kernels/src/backends/backend.js';
import { createTeam } from '../../kernels/src/backends/threads/team.js';
import { sequencesOnThreads } from '../../kernels/src/backends/threads/threads.js';
import { wasm } from '../../kernels/src/backends/wasm/wasm.js';
import { memoryOf } from '../../kernels/src/backends/wasm/workspace.js';
import { isShared, wasmModule } from '../../kernels/src/webassembly/module.js';
import { lstmCell, unroll } from '../src/index.js';
import { conforms } from './claims/conformance.js';
import { randomTensor, seeded } from './numbers.js';

setWasmPaths('/node_modules/@tensorflow/tfjs-backend-wasm/dist/');
await tf.setBackend('wasm');
const report = await registerKernels({ threads: 3 });

describe('an isolated page', () => {
  it('has threads, in the shared memory of the backend', () => {
    expect(crossOriginIsolated).toBe(true);
    expect(report.threads).toEqual({ count: 3 });
    expect(isShared(memoryOf(tf.backend() as never))).toBe(true);
  });

  it('has workers that take the parts which the page leaves', async () => {
    const memory = new WebAssembly.Memory({ initial: 200, maximum: 200, shared: true });
    const team = createTeam(wasmModule()!.forShared(), memory, 3, ['addGroups']);
    const numbers = new Float32Array(memory.buffer).fill(1);
    const [sums, bytes] = [64, 2 ** 22];
    team.post({ name: 'addGroups', call: [sums, bytes, 2], sums, scratchAt: -1, ownBytes: 0 });
    while (numbers[(sums + bytes) / 4 - 1] !== 2) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(numbers[sums / 4]).toBe(1); // the part of the page itself
    team.settle();
  });

  it('computes the same bits with them', async () => {
    const cell = lstmCell({ inputSize: 6, hiddenSize: 48 });
    const params = cell.init(seeded(1));
    const x = randomTensor<tf.Rank.R3>(seeded(2), [64, 20, 6]);
    const outputs = () => unroll(cell, params, x).outputs;
    const gradients = () =>
      tf.grads((kernel: tf.Tensor, x: tf.Tensor) =>
        tf.sum(
          unroll(cell, { ...params, recurrentKernel: kernel } as typeof params, x as tf.Tensor3D).outputs,
        ),
      )([params.recurrentKernel, x]);
    const numbers = () => Promise.all([outputs(), ...gradients()].map((tensor) => tensor.data()));
    const together = [];
    for (let i = 0; i < 4; i++) {
      together.push(await numbers());
      await new Promise((resolve) => setTimeout(resolve, 30)); // in which threads start
    }
    useKernels('wasm', wasm.open()!);
    const alone = await numbers();
    for (const each of together) expect(each).toEqual(alone);
  });
});

useKernels('wasm', sequencesOnThreads(wasmModule()!, 3, 0));
conforms(['wasm'], ['fused'], { closedForms: 10, differences: 20, steps: 100 });
