import { equalsCentralDifferences } from './claims/central-differences.js';
import { leavesNothingBehind } from './claims/leaves-nothing-behind.js';

equalsCentralDifferences(200);
leavesNothingBehind(1000);
