import * as tf from '@tensorflow/tfjs';

export type UseKernels = (whose: 'tfjs' | 'ours') => void;

/**
 * What replaces kernels of TensorFlow.js does so for good. The bench puts either set in place, so that both
 * can be compared in one process; it starts with those of TensorFlow.js.
 */
export async function kernelSwitch(
  kernels: readonly (readonly [backendName: string, kernelName: string])[],
  replace: () => Promise<unknown>,
): Promise<UseKernels> {
  const current = () => kernels.map(([backendName, kernelName]) => tf.getKernel(kernelName, backendName)!);
  const tfjs = current();
  await replace();
  const sets = { tfjs, ours: current() };
  const use: UseKernels = (whose) => {
    for (const kernel of sets[whose]) {
      tf.unregisterKernel(kernel.kernelName, kernel.backendName);
      tf.registerKernel(kernel);
    }
  };
  use('tfjs');
  return use;
}
