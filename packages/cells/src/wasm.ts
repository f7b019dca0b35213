// TensorFlow.js's wasm backend, in bundled pages as well: importing this entry registers it.

import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { env } from '@tensorflow/tfjs-core';

/**
 * Where the backend's own files are, as addresses that Vite, webpack, Next.js and whatever else knows `new URL(…,
 * import.meta.url)` put in place of these, with the files beside the page's scripts. Only a path is understood by all of
 * them; npm, pnpm, Yarn and Bun all install the backend beside this package.
 */
const files = () => ({
  'tfjs-backend-wasm.wasm': new URL(
    '../../../@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm',
    import.meta.url,
  ).href,
  'tfjs-backend-wasm-simd.wasm': new URL(
    '../../../@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm',
    import.meta.url,
  ).href,
  'tfjs-backend-wasm-threaded-simd.wasm': new URL(
    '../../../@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm',
    import.meta.url,
  ).href,
});

/** For files that lie elsewhere, as beside a page that esbuild has bundled: before `tf.setBackend`. */
export { setWasmPaths };

// In Node.js the backend reads them from where it is. A classic script has no address: there it looks beside the page.
if (!env().getBool('IS_NODE') && import.meta.url) setWasmPaths(files());
