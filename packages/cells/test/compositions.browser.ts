// The same tests as in Node, on the wasm and webgl backends of the browser, without the compiled kernels.
import './clip-gradients.test.js';
import './compositions.test.js';
import './decode.test.js';
import './initializers.test.js';
import './keras-weights.test.js';
import './layers.test.js';
import './pytorch-weights.test.js';
import './readout.test.js';
import './safetensors.test.js';
import './state-sensitivity.test.js';
import './unroll.test.js';
