import { registerKernels } from '@unrolled/kernels';
import { beforeAll } from 'vitest';
import { backendsWithKernels } from './backends.js';
import { equalsCentralDifferences } from './claims/central-differences.js';
import { computesWhatIsAsked } from './claims/computes-what-is-asked.js';
import { equalsTfLayers } from './claims/equals-tf-layers.js';
import { leavesNothingBehind } from './claims/leaves-nothing-behind.js';
import { methodsAgree } from './claims/methods-agree.js';
import { passesNanOn } from './claims/passes-nan-on.js';

beforeAll(async () => {
  await registerKernels();
});

methodsAgree(1e-5, backendsWithKernels);
equalsTfLayers(1e-5, ['fused'], backendsWithKernels);
equalsCentralDifferences(200, backendsWithKernels);
leavesNothingBehind(1000, backendsWithKernels);
computesWhatIsAsked(backendsWithKernels);
passesNanOn(backendsWithKernels);
