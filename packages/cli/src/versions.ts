import { createRequire } from 'node:module';
import manifest from '../package.json' with { type: 'json' };

const require = createRequire(import.meta.url);

/** The version of a package as it is installed for this command; undefined where it is not. Loads nothing of it. */
export function installedVersion(packageName: string, from = require): string | undefined {
  try {
    return from(`${packageName}/package.json`).version;
  } catch {
    return undefined;
  }
}

/** The packages of this project that the command stands on, with their versions. */
function ours(): Record<string, string> {
  const found: Record<string, string> = {};
  const add = ({ dependencies = {} }: { readonly dependencies?: object }, from: NodeJS.Require) => {
    for (const name of Object.keys(dependencies)) {
      if (!name.startsWith('@unrolled/') || name in found) continue;
      const path = `${name}/package.json`;
      found[name] = from(path).version;
      add(from(path), createRequire(from.resolve(path)));
    }
  };
  add(manifest, require);
  return found;
}

/** The version of the native kernels for this platform, built or installed; undefined where there are none. */
function nativeVersion(): string | undefined {
  if (!installedVersion('@unrolled/native')) return undefined;
  const native = createRequire(require.resolve('@unrolled/native/package.json'));
  const platform = `${process.platform}-${process.arch}`;
  const names = process.platform === 'linux' ? [`${platform}-gnu`, `${platform}-musl`] : [platform];
  return names
    .flatMap((name) => [`./platforms/${name}`, `@unrolled/native-${name}`])
    .map((place) => installedVersion(place, native))
    .find((version) => version !== undefined);
}

/** What runs here, by name: this command, Node.js, its packages and the backends; null for what is not installed. */
export function versions(): Record<string, string | null> {
  const backends = [
    '@tensorflow/tfjs-core',
    '@tensorflow/tfjs-backend-cpu',
    '@tensorflow/tfjs-backend-wasm',
    ...Object.keys(manifest.peerDependencies),
  ];
  return {
    unrolled: manifest.version,
    node: process.versions.node,
    ...ours(),
    ...Object.fromEntries(backends.map((name) => [name, installedVersion(name) ?? null])),
    '@unrolled/native': nativeVersion() ?? null,
  };
}
