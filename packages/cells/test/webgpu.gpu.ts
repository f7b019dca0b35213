import { registerKernels } from '@unrolled/kernels';
import { test } from 'vitest';
import { conforms } from './claims/conformance.js';
import { updatesParameters } from './claims/updates-parameters.js';
import { hasDawn } from './dawn.js';

if (await hasDawn()) {
  await registerKernels();
  conforms(['webgpu'], ['fused'], { closedForms: 30, differences: 20, steps: 40 });
  updatesParameters(['webgpu']);
} else test.skip('UNROLLED_WEBGPU names no folder of the npm package webgpu', () => {});
