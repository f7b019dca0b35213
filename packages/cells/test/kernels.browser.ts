// And with them.
import './kernels.test.js';
