import { registerKernels } from '@unrolled/kernels';
import { expect, test } from 'vitest';
import { computesAgain } from './claims/computes-again.js';
import { conforms } from './claims/conformance.js';
import { updatesParameters } from './claims/updates-parameters.js';

// With the kernels of every room that opens on this machine.
const { backends } = await registerKernels();

test('there is a room that opens', () => {
  expect(backends).toContain('wasm');
});
conforms(backends, ['fused'], { closedForms: 45, differences: 200, steps: 1000 });
updatesParameters(backends);
computesAgain(backends);
