import { registerKernels } from '@unrolled/kernels';
import { inject } from 'vitest';
import { backends, backendsWithKernels } from './backends.js';
import { equalsCentralDifferences } from './claims/central-differences.js';
import { conforms } from './claims/conformance.js';
import { equalsTfLayers } from './claims/equals-tf-layers.js';
import { leavesNothingBehind } from './claims/leaves-nothing-behind.js';
import { methodsAgree } from './claims/methods-agree.js';

// Without kernels: the steps, and the ops composed of tfjs's own. In full size in compositions.slow.ts.
await registerKernels({ kernels: false });

conforms(backendsWithKernels, ['step', 'fused'], { closedForms: 20, differences: 30, steps: 60 });

const webgl = backends.filter((backend) => backend === 'webgl'); // slow without a graphics card
methodsAgree(1e-5, webgl);
if (!inject('isImitated')) equalsTfLayers(1e-5, ['step', 'fused'], webgl);
equalsCentralDifferences(6, webgl);
leavesNothingBehind(60, webgl);
