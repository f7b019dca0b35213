import { createRequire } from 'node:module';
import manifest from '../package.json' with { type: 'json' };

const require = createRequire(import.meta.url);

/** The version of a package as it is installed for this command; undefined where it is not. Loads nothing of it. */
export function installedVersion(packageName: string): string | undefined {
  try {
    return require(`${packageName}/package.json`).version;
  } catch {
    return undefined;
  }
}

/** What runs here, by name: this command, Node.js, its packages and the backends; null for what is not installed. */
export function versions(): Record<string, string | null> {
  const packages = Object.keys(manifest.dependencies).filter((name) => name.startsWith('@unrolled/'));
  const backends = [
    '@tensorflow/tfjs-core',
    '@tensorflow/tfjs-backend-cpu',
    '@tensorflow/tfjs-backend-wasm',
    ...Object.keys(manifest.peerDependencies),
  ];
  return {
    unrolled: manifest.version,
    node: process.versions.node,
    ...Object.fromEntries([...packages, ...backends].map((name) => [name, installedVersion(name) ?? null])),
  };
}
