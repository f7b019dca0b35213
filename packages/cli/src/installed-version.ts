import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** The version of a package as it is installed for this command; undefined where it is not. Loads nothing of it. */
export function installedVersion(packageName: string): string | undefined {
  try {
    return require(`${packageName}/package.json`).version;
  } catch {
    return undefined;
  }
}
