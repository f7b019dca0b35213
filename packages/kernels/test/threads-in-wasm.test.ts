import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { KernelInputs } from '../src/contract/sequences.js';
import { kernelsInUse, registerKernels } from '../src/index.js';

delete process.env.UNROLLED_THREADS;
await tf.setBackend('wasm');
const report = await registerKernels({ threads: 3 });

const [batch, steps, features, units] = [40, 20, 8, 32];
const draw = (...shape: number[]) => tf.randomUniform(shape, -0.5, 0.5, 'float32', 1);
const inputs = {
  x: draw(batch, steps, features),
  inputKernel: draw(features, 4 * units),
  recurrentKernel: draw(units, 4 * units),
  initialHidden: draw(batch, units),
  initialCell: draw(batch, units),
} as unknown as KernelInputs<'LstmSequence'>;
const dHidden = draw(batch, steps, units);
type Outputs = [tf.Tensor, tf.Tensor, tf.Tensor];

function forward(): Outputs {
  return tf.engine().runKernel('LstmSequence', inputs, { reverse: false }) as unknown as Outputs;
}
function backward([hidden, cell, reserve]: Outputs): tf.Tensor[] {
  const all = { ...inputs, hidden, cell, reserve, dHidden };
  const attrs = { reverse: false, inputGradient: true };
  return tf.engine().runKernel('LstmSequenceGrad', all, attrs) as unknown as tf.Tensor[];
}

it('is reported, and changes nothing about the build that results depend on', () => {
  expect(report.threads).toEqual({ count: 3 });
  expect(kernelsInUse()).toMatch(/simd$/);
});

it('keeps the reserve out of the memory of the backend until its tensor is gone', () => {
  const grow = vi.spyOn(WebAssembly.Memory.prototype, 'grow');
  const before = tf.memory().numTensors;
  function step(): Float32Array[] {
    // Two in flight, as in a stack of layers.
    const [first, second] = [forward(), forward()];
    const gradients = [...backward(second), ...backward(first)];
    const values = gradients.map((gradient) => gradient.dataSync() as Float32Array);
    tf.dispose([...first, ...second, ...gradients]);
    return values;
  }
  const first = step();
  tf.dispose(forward()); // nobody asks for its gradient
  const grown = grow.mock.calls.length;
  for (let i = 0; i < 30; i++) expect(step()).toEqual(first);
  expect(grow.mock.calls.length).toBe(grown);
  expect(grown).toBeGreaterThan(0);
  expect(tf.memory().numTensors).toBe(before);
  grow.mockRestore();
});

it('leaves nothing behind where inputs do not fit', () => {
  const wrong = { ...inputs, initialCell: draw(batch, units + 1) };
  const before = tf.memory().numTensors;
  expect(() => tf.engine().runKernel('LstmSequence', wrong, { reverse: false })).toThrow(/initialCell/);
  expect(tf.memory().numTensors).toBe(before);
});

describe('threads in WebAssembly are one', () => {
  const count = async (options = {}) => {
    vi.resetModules();
    const { threadsInWasm } = await import('../src/backends/threads/count.js');
    return threadsInWasm(options);
  };
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.unstubAllEnvs();
  });

  it('where one is asked for, by the option or else by the environment', async () => {
    expect(await count({ threads: 1 })).toEqual({ count: 1 });
    vi.stubEnv('UNROLLED_THREADS', '1');
    expect(await count()).toEqual({ count: 1 });
    expect(await count({ threads: 2 })).toEqual({ count: 2 });
  });

  it('where memory cannot be shared, as in a page that is not isolated', async () => {
    vi.stubGlobal('SharedArrayBuffer', undefined);
    expect(await count({ threads: 4 })).toEqual({
      count: 1,
      reason: 'memory cannot be shared here: in pages it takes cross-origin isolation',
    });
  });

  it('else as many as were asked for, or as the processor runs, up to the groups of a gradient', async () => {
    const { availableParallelism } = await import('node:os');
    expect((await count()).count).toBe(Math.min(availableParallelism(), 16));
    expect(await count({ threads: 64 })).toEqual({ count: 16 });
  });
});
