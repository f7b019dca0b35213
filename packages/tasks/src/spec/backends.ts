/** Where tfjs can compute, in the order that `auto` tries: the npm package, and tfjs's own name. */
export const backends = {
  'node-gpu': { package: '@tensorflow/tfjs-node-gpu', registered: 'tensorflow' },
  node: { package: '@tensorflow/tfjs-node', registered: 'tensorflow' },
  wasm: { package: '@tensorflow/tfjs-backend-wasm', registered: 'wasm' },
  cpu: { package: '@tensorflow/tfjs-backend-cpu', registered: 'cpu' },
} as const;

export type BackendName = keyof typeof backends;
export const backendNames = Object.keys(backends) as BackendName[];
export const backendChoices = ['auto', ...backendNames] as const;
