import { registerKernels } from '@unrolled/kernels';
import { equalsCentralDifferences } from './claims/central-differences.js';
import { leavesNothingBehind } from './claims/leaves-nothing-behind.js';

await registerKernels({ kernels: false });

equalsCentralDifferences(200);
leavesNothingBehind(1000);
