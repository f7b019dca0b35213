import * as tf from '@tensorflow/tfjs';
import manifest from '../../package.json' with { type: 'json' };

/** The versions that decide a run's numbers. */
export function versions(): Record<string, string> {
  return {
    '@unrolled/tasks': manifest.version,
    '@tensorflow/tfjs': tf.version.tfjs,
    ...(globalThis.process?.versions?.node && { node: process.versions.node }),
  };
}
