/** Where tfjs can compute. */
interface BackendDescription {
  /** The npm package that brings it. */
  readonly package: string;
  /** tfjs's own name for it. */
  readonly registered: string;
  /** Where alone it runs, unless everywhere. */
  readonly only?: 'node' | 'browser';
  /** That it computes on a graphics processor, where there is one. */
  readonly usesGpu?: true;
}

/** The backends by the names that are asked for, recorded and shown. */
export const backends = {
  wasm: { package: '@tensorflow/tfjs-backend-wasm', registered: 'wasm' },
  node: { package: '@tensorflow/tfjs-node', registered: 'tensorflow', only: 'node' },
  'node-gpu': { package: '@tensorflow/tfjs-node-gpu', registered: 'tensorflow', only: 'node', usesGpu: true },
  webgpu: { package: '@tensorflow/tfjs-backend-webgpu', registered: 'webgpu', usesGpu: true },
  webgl: {
    package: '@tensorflow/tfjs-backend-webgl',
    registered: 'webgl',
    only: 'browser',
    usesGpu: true,
  },
  cpu: { package: '@tensorflow/tfjs-backend-cpu', registered: 'cpu' },
} as const satisfies Record<string, BackendDescription>;

export type BackendName = keyof typeof backends;
export const backendNames = Object.keys(backends) as BackendName[];
export const backendChoices = ['auto', ...backendNames] as const;

/**
 * What is said of a backend.
 *
 * @example
 * describeBackend('wasm').package; // → '@tensorflow/tfjs-backend-wasm'
 */
export const describeBackend = (name: BackendName): BackendDescription => backends[name];
