import * as tf from '@tensorflow/tfjs-core';
import { kernelsInUse } from '@unrolled/kernels';
import manifest from '../../package.json' with { type: 'json' };

/**
 * The versions that decide a run's numbers, and whose kernels compute them.
 *
 * @example
 * versions().node === process.versions.node; // → true
 */
export function versions(): Record<string, string> {
  return {
    '@unrolled/tasks': manifest.version,
    '@tensorflow/tfjs-core': tf.version_core,
    kernels: kernelsInUse(),
    ...(globalThis.process?.versions?.node && { node: process.versions.node }),
  };
}

/** What is another version now than it was then, in words. */
export function changedVersions(before: Record<string, string>, after: Record<string, string>): string[] {
  return Object.keys(after)
    .filter((name) => before[name] !== undefined && before[name] !== after[name])
    .map((name) => `${name} was ${before[name]}, now it is ${after[name]}`);
}
