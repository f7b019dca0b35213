import * as tf from '@tensorflow/tfjs-core';
import { expect, it, vi } from 'vitest';
import { bringKernels, kernelsInUse, registerKernels } from '../src/index.js';

const warnings = vi.spyOn(console, 'warn').mockImplementation(() => {});
/** What we say; tfjs advertises itself here, too. */
const told = () => warnings.mock.calls.flat().filter((text) => text.startsWith?.('unrolled'));

it('reports that nothing is in use where no backend has started', async () => {
  const reason = 'no backend of TensorFlow.js has started yet; await tf.setBackend() first';
  expect(await registerKernels()).toMatchObject({ active: false, reason });
  tf.registerBackend('wasm', () => Promise.reject(new Error('404')), 2);
  expect(await tf.setBackend('wasm')).toBe(false);
  const report = await registerKernels();
  expect(report).toMatchObject({ active: false, reason: 'the backend wasm did not start' });
  expect(report.backend).toBeUndefined();
  expect(kernelsInUse()).toBe('none');
});

it('reports the backend that TensorFlow.js falls back to', async () => {
  await import('@tensorflow/tfjs-backend-cpu');
  await tf.ready();
  const { backend, active, native, available } = await registerKernels();
  expect({ backend, active, native: native.used }).toEqual({ backend: 'cpu', active: true, native: false });
  expect(available).toEqual(['wasm', 'cpu', 'webgpu', 'tensorflow']);
});

it('leaves a backend without kernels where it is told to before they are used, and then alone', async () => {
  await expect(registerKernels({ kernels: false })).rejects.toThrow('must come before the first use');
});

it('waits for a compilation that an engine refuses to do at once', async () => {
  vi.resetModules(); // a process in which nothing is compiled yet
  const fresh = await import('../src/index.js');
  const compile = vi.spyOn(WebAssembly, 'Module').mockImplementation(function refuse() {
    throw new RangeError('WebAssembly.Module is disallowed on the main thread');
  });
  warnings.mockClear();
  fresh.bringKernels();
  fresh.bringKernels();
  expect(fresh.kernelsInUse()).toBe('none');
  expect(told()).toEqual([
    expect.stringMatching(/slower: .*await registerKernels\(\) first.*disallowed on the main thread/),
  ]);
  compile.mockRestore();
  const asynchronously = vi.spyOn(WebAssembly, 'compile');
  expect(await fresh.registerKernels()).toMatchObject({ backend: 'cpu', active: true });
  expect(asynchronously).toHaveBeenCalledOnce();
});

it('is silent where kernels were switched off', async () => {
  vi.resetModules();
  const fresh = await import('../src/index.js');
  warnings.mockClear();
  expect(await fresh.registerKernels({ kernels: false })).toMatchObject({
    active: false,
    reason: 'they were switched off by registerKernels({ kernels: false })',
  });
  fresh.bringKernels();
  expect(told()).toEqual([]);
  expect(await fresh.registerKernels()).toMatchObject({ active: true });
  bringKernels();
});
