import * as tf from '@tensorflow/tfjs-core';
import type { Backend } from '../backend.js';
import { asNodeBackend } from './node-backend.js';
import { optimizerKernels } from './optimizers.js';
import { recordedKernel } from './recorded-kernel.js';

/** Kernels for tfjs-node and tfjs-node-gpu: what is composed of TensorFlow's ops, run as one graph. */
export const tensorflow: Backend = {
  name: 'tensorflow',
  build: 'graph',
  lacking: 'this version of tfjs-node does not let its ops be recorded',
  open() {
    const backend = tf.findBackend('tensorflow'); // not always the one in use
    return backend && asNodeBackend(backend) ? optimizerKernels : undefined;
  },
  compile: recordedKernel,
};
