import '@tensorflow/tfjs-backend-wasm';
import { test } from 'vitest';
import { hasDawn } from '../../cells/test/dawn.js';
import { computesAsWasm } from './claims/computes-as-wasm.js';

if (await hasDawn()) computesAsWasm('webgpu');
else test.skip('UNROLLED_WEBGPU names no folder of the npm package webgpu', () => {});
