import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  type BackendRemark,
  backendInUse,
  backends,
  candidates,
  createTask,
  isOnlyWebAssembly,
  MissingBackendError,
  type Net,
  netOf,
  planJob,
  runJob,
  selectBackend,
  type TrainEvent,
  trainingWork,
  workForGpu,
} from '../src/index.js';
import { memoryStore } from './memory-store.js';

// What tfjs-node-gpu registers, on the cpu backend's kernels: whether it has a GPU is for the tests to say.
const tensorflow = Object.assign(Object.create((await tf.findBackendFactory('cpu')!()) as object), {
  isGPUPackage: true,
  isUsingGpuDevice: false,
  binding: { TF_Version: '2.9.1' },
});
beforeEach(() => {
  Object.assign(tensorflow, { isGPUPackage: true, isUsingGpuDevice: false });
});
tf.registerBackend('tensorflow', () => tensorflow);
for (const kernel of tf.getKernelsForBackend('cpu'))
  tf.registerKernel({ ...kernel, backendName: 'tensorflow' });

const remarks: BackendRemark[] = [];
const select = (choice: Parameters<typeof selectBackend>[0], work?: number, net: Net = {}) => {
  remarks.length = 0;
  return selectBackend(choice, {
    remark: (told) => remarks.push(told),
    ...(work !== undefined && { work }),
    ...net,
  });
};

describe('auto', () => {
  it('takes wasm before tfjs-node, and never a GPU for a small net', async () => {
    expect(candidates().map((name) => 'usesGpu' in backends[name])).toEqual([false, false, false]);
    expect(candidates({ work: workForGpu - 1 })).toEqual(['wasm', 'node', 'cpu']);
    tensorflow.isUsingGpuDevice = true;
    expect(await select('auto')).toBe('wasm');
  });

  it('takes a GPU for a large net', async () => {
    tensorflow.isUsingGpuDevice = true;
    expect(await select('auto', workForGpu)).toBe('node-gpu');
    expect(remarks).toEqual([]);
  });

  it('passes over what is made for GPUs and finds none, says so, and not of what is not installed', async () => {
    expect(await select('auto', workForGpu)).toBe('wasm');
    expect(remarks).toEqual([
      { backend: 'node-gpu', isPassedOver: true, reason: expect.stringContaining('finds no GPU') },
    ]);
  });

  it('takes tfjs-node for a large lstm of some dozens of steps where wasm has neither native kernels nor threads', async () => {
    tensorflow.isGPUPackage = false;
    const net = { cell: 'lstm', steps: 28 }; // with neither, as the unit tests run
    expect(await select('auto', 6e8, net)).toBe('node');
    expect(await select('auto', 6e7, net)).toBe('wasm');
    expect(await select('auto', 6e8, { ...net, steps: 784 })).toBe('wasm');
    expect(await select('auto', 6e8, { ...net, cell: 'rnn' })).toBe('wasm');
    expect(candidates({ ...net, work: 6e8 }, false)[0]).toBe('wasm');
    const native = { used: true, instructions: 'avx2', threads: 1 } as never;
    expect(isOnlyWebAssembly({ native, threads: { count: 1 } as never })).toBe(false);
    expect(isOnlyWebAssembly({ native: { used: false } as never, threads: { count: 2 } as never })).toBe(
      false,
    );
  });

  it('knows a run by its cell, steps and work', async () => {
    const settings = { hiddenSize: 150, batchSize: 64 };
    const job = planJob('mnist-rows', {}, { model: 'gru', settings });
    const dataset = { inputSize: 28, outputSize: 10, scheme: 'many-to-one', steps: 28 } as const;
    expect(netOf(job, dataset)).toEqual({ cell: 'gru', steps: 28, work: trainingWork(job, dataset) });
    expect(netOf(job, { ...dataset, scheme: 'encoder-decoder' })).toEqual({
      steps: 56,
      work: expect.any(Number),
    });
  });

  it('counts a product and a sum thrice for every parameter, example and step', async () => {
    const job = planJob('palindrome', { length: 5 }, { model: 'rnn', settings: { hiddenSize: 7 } });
    const { dataset } = await createTask('palindrome', { length: 5 });
    const parameters = 7 * (10 + 7 + 1) + 8 * 10;
    expect(trainingWork(job, dataset)).toBe(6 * job.settings.batchSize * 4 * parameters);
  });
});

describe('a backend that is asked for', () => {
  it('is taken without a GPU, too, which is said', async () => {
    expect(await select('node-gpu')).toBe('node-gpu');
    expect(remarks).toEqual([
      { backend: 'node-gpu', isPassedOver: false, reason: expect.stringContaining('finds no GPU') },
    ]);
  });

  it('is called as it was asked for, and not as tfjs calls it', async () => {
    await select('node-gpu');
    expect(backendInUse()).toBe('node-gpu');
    tensorflow.isGPUPackage = false;
    expect(await select('node')).toBe(backendInUse());
    await select('wasm');
    expect(backendInUse()).toBe('wasm');
  });

  it('is refused where it does not run, and where the process has another TensorFlow', async () => {
    await expect(select('webgl')).rejects.toThrow("the backend 'webgl' runs in browsers alone");
    await expect(select('webgl')).rejects.toBeInstanceOf(MissingBackendError);
    await expect(select('node')).rejects.toThrow("this process has TensorFlow by 'node-gpu'");
  });
});

describe('a run that is resumed', () => {
  const job = planJob('palindrome', { length: 3 }, { model: 'rnn', settings: { steps: 2, hiddenSize: 4 } });
  const started = async (asked: Parameters<typeof runJob>[0], options: Parameters<typeof runJob>[1]) => {
    const events: TrainEvent[] = [];
    for await (const event of runJob(asked, options)) events.push(event);
    const [start] = events;
    return start!.type === 'start' ? start! : undefined;
  };

  it('records the backend by the name that repeats it, and the versions below it', async () => {
    const { store } = memoryStore();
    const start = await started({ ...job, backend: 'node-gpu' }, { store });
    expect(start!.record).toMatchObject({ backend: 'node-gpu', versions: { tensorflow: '2.9.1' } });
  });

  it('goes on where it was, whatever is faster', async () => {
    const { store } = memoryStore();
    await started(job, { store, backend: 'cpu' });
    const start = await started(job, { store, resume: true });
    expect(start!.record.backend).toBe('cpu');
    expect(start!.changed).toEqual([]);
  });

  it('is refused where its backend is not to be had, and goes on elsewhere when that is named', async () => {
    const { store } = memoryStore();
    tensorflow.isGPUPackage = false;
    await started(job, { store, backend: 'node' });
    tensorflow.isGPUPackage = true;
    await expect(started(job, { store, resume: true })).rejects.toThrow(
      /^the run was on the backend 'node', which is not to be had here; .*--backend wasm/,
    );
    const start = await started({ ...job, backend: 'wasm' }, { store, resume: true });
    expect(start!.changed).toContain('backend was node, now it is wasm');
  });
});
