import { sizeOf } from '../../contract/size-of.js';
import type { Kernels } from '../backend.js';
import { sliceByRuns } from '../slice.js';
import type { CpuBackend } from './reserve.js';

export function cpuSlice(): Kernels {
  return sliceByRuns('cpu', (backend, x, size, copyAll) => {
    const cpu = backend as CpuBackend;
    const values = cpu.readSync(x.dataId) as Float32Array;
    const result = new Float32Array(sizeOf(size));
    copyAll((from, to, length) => result.set(values.subarray(from, from + length), to));
    return cpu.makeTensorInfo(size, 'float32', result);
  });
}
