import { equalsCentralDifferences } from './claims/central-differences.js';
import { equalsTfLayers } from './claims/equals-tf-layers.js';
import { leavesNothingBehind } from './claims/leaves-nothing-behind.js';
import { methodsAgree } from './claims/methods-agree.js';

// Without @unrolled/kernels registered: the steps, and the ops composed of tfjs's own. In full size in
// compositions.slow.ts.
methodsAgree(1e-5);
equalsTfLayers(1e-5, ['step', 'fused']);
equalsCentralDifferences(30);
leavesNothingBehind(60);
