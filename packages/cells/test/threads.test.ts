import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { registerKernels } from '@unrolled/kernels';
import { useKernels } from '../../kernels/src/backends/backend.js';
import { sequencesOnThreads } from '../../kernels/src/backends/threads/threads.js';
import { wasmModule } from '../../kernels/src/webassembly/module.js';
import { conforms } from './claims/conformance.js';

// Every claim, of calls that three threads share, however small they are.
await tf.setBackend('wasm');
await registerKernels({ threads: 1 });
useKernels('wasm', sequencesOnThreads(wasmModule()!, 3, 0));
conforms(['wasm'], ['fused'], { closedForms: 45, differences: 200, steps: 1000 });
