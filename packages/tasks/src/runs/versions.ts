import * as tf from '@tensorflow/tfjs-core';
import manifest from '../../package.json' with { type: 'json' };

/** The versions that decide a run's numbers. */
export function versions(): Record<string, string> {
  return {
    '@unrolled/tasks': manifest.version,
    '@tensorflow/tfjs-core': tf.version_core,
    ...(globalThis.process?.versions?.node && { node: process.versions.node }),
  };
}
