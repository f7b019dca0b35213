// The real TensorFlow: TFJS_NODE names the package, which scripts/tfjs-node.sh installs.
import '@tensorflow/tfjs-backend-wasm';
import { computesAsWasm } from './claims/computes-as-wasm.js';

computesAsWasm(process.env.TFJS_NODE?.endsWith('-gpu') ? 'node-gpu' : 'node');
