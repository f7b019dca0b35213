import { registerKernels } from '@unrolled/kernels';
import { inject, test } from 'vitest';
import { computesAgain } from './claims/computes-again.js';
import { conforms } from './claims/conformance.js';
import { updatesParameters } from './claims/updates-parameters.js';
import { hasDawn } from './dawn.js';

if (await hasDawn()) {
  await registerKernels();
  const bySteps = !inject('isImitated');
  conforms(['webgpu'], ['fused'], { closedForms: 15, differences: 5, steps: 12, bySteps });
  updatesParameters(['webgpu']);
  computesAgain(['webgpu']);
} else test.skip('UNROLLED_WEBGPU names no folder of the npm package webgpu', () => {});
