import manifest from '../package.json' with { type: 'json' };
import { installedVersion } from './installed-version.js';

/** What runs here, by name: this command, Node.js, its packages and the backends; null for what is not installed. */
export function versions(): Record<string, string | null> {
  const packages = Object.keys(manifest.dependencies).filter((name) => name.startsWith('@unrolled/'));
  const backends = [
    '@tensorflow/tfjs',
    '@tensorflow/tfjs-backend-wasm',
    ...Object.keys(manifest.peerDependencies),
  ];
  return {
    unrolled: manifest.version,
    node: process.versions.node,
    ...Object.fromEntries([...packages, ...backends].map((name) => [name, installedVersion(name) ?? null])),
  };
}
