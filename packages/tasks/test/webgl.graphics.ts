import '@tensorflow/tfjs-backend-webgl';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { expect, it, vi } from 'vitest';
import { adapterInUse, type BackendRemark, selectBackend, tryBackend, workForGpu } from '../src/index.js';
import { computesAsWasm } from './claims/computes-as-wasm.js';

setWasmPaths('/node_modules/@tensorflow/tfjs-backend-wasm/dist/');
vi.setConfig({ testTimeout: 240_000 }); // without a graphics card on one core of the processor
computesAsWasm('webgl');

it('names what webgl computes on, and passes it over for a large net only where a program imitates it', async () => {
  const attempt = await tryBackend('webgl');
  const { name, isSoftware } = (await adapterInUse())!;
  expect(name).not.toBe('');
  const remarks: BackendRemark[] = [];
  const selected = await selectBackend('auto', { work: workForGpu, remark: (told) => remarks.push(told) });
  if (isSoftware) {
    const reason = `${name} imitates a GPU on the processor`;
    expect(attempt).toEqual({ works: false, isInstalled: true, isFault: false, reason });
    expect(remarks).toContainEqual({ backend: 'webgl', isPassedOver: true, reason });
    expect(selected).toBe('wasm');
  } else expect(selected).toBe('webgl');
});
