import { backends, backendsWithKernels } from './backends.js';
import { equalsCentralDifferences } from './claims/central-differences.js';
import { computesWhatIsAsked } from './claims/computes-what-is-asked.js';
import { equalsTfLayers } from './claims/equals-tf-layers.js';
import { leavesNothingBehind } from './claims/leaves-nothing-behind.js';
import { methodsAgree } from './claims/methods-agree.js';
import { passesNanOn } from './claims/passes-nan-on.js';

// Without @unrolled/kernels registered: the steps, and the ops composed of tfjs's own. In full size in
// compositions.slow.ts.
const webgl = backends.filter((backend) => backend === 'webgl'); // slow without a graphics card
methodsAgree(1e-5);
equalsTfLayers(1e-5, ['step', 'fused']);
equalsCentralDifferences(30, backendsWithKernels);
equalsCentralDifferences(6, webgl);
leavesNothingBehind(60);
computesWhatIsAsked(backendsWithKernels);
passesNanOn(backendsWithKernels);
