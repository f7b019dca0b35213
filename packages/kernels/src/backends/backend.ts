import * as tf from '@tensorflow/tfjs-core';
import { gradName, sequenceNames } from '../contract/sequences.js';
import type { NativeOptions } from './native/load-native.js';

/** Kernels by name: any of the contract's, and replacements of TensorFlow.js's own. */
export type Kernels = Readonly<Record<string, tf.KernelFunc>>;

/** A room: the kernels that a backend of TensorFlow.js gets from here. */
export interface Backend {
  /** Its name in TensorFlow.js. */
  readonly name: string;
  /**
   * The kernels it has here; undefined where it cannot work. What it lacks, cells compose of other ops. It opens when a
   * cell first runs on the backend, in the midst of a computation, and so cannot wait for anything.
   */
  open(options?: NativeOptions): Kernels | undefined;
  /** Why it cannot work, where it does not open; that there is no WebAssembly SIMD unless said. */
  readonly lacking?: string;
  /** How its kernels came about, as {@link kernelsInUse} says it; the build of the WebAssembly module unless said. */
  readonly build?: string;
  /** Makes what cells compose, where it has no kernel, faster. */
  compile?(kernelName: string, composition: tf.KernelFunc): tf.KernelFunc;
}

/**
 * Makes these the kernels of a backend, in place of those by the same name: TensorFlow.js's own, or a
 * composition that cells have registered before. A forward kernel without its gradient kernel, or the other
 * way round, is left out, since they share a private reserve.
 */
export function useKernels(backendName: string, kernels: Kernels): void {
  const halves: string[] = sequenceNames
    .map((name) => [name, gradName(name)])
    .filter((pair) => pair.some((name) => !kernels[name]))
    .flat();
  for (const [kernelName, kernelFunc] of Object.entries(kernels)) {
    if (halves.includes(kernelName)) continue;
    const existing = tf.getKernel(kernelName, backendName);
    if (existing) tf.unregisterKernel(kernelName, backendName);
    tf.registerKernel({ ...existing, kernelName, backendName, kernelFunc });
  }
}

/** TensorFlow.js's own kernel by this name as `replace` makes it; none where there is none to replace. */
export function replacing(
  backendName: string,
  kernelName: string,
  replace: (original: tf.KernelFunc) => tf.KernelFunc,
): Kernels {
  const original = tf.getKernel(kernelName, backendName);
  return original ? { [kernelName]: replace(original.kernelFunc) } : {};
}
