import { registerKernels } from '@unrolled/kernels';
import { test } from 'vitest';
import { computesAgain } from './claims/computes-again.js';
import { conforms } from './claims/conformance.js';
import { updatesParameters } from './claims/updates-parameters.js';
import { hasDawn } from './dawn.js';

if (await hasDawn()) {
  await registerKernels();
  conforms(['webgpu'], ['fused'], { closedForms: 15, differences: 5, steps: 12 });
  updatesParameters(['webgpu']);
  computesAgain(['webgpu']);
} else test.skip('UNROLLED_WEBGPU names no folder of the npm package webgpu', () => {});
