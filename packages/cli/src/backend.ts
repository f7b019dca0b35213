import * as tf from '@tensorflow/tfjs';
import { registerKernels } from '@unrolled/kernels';
import { UsageError } from './errors.js';
import { installedVersion } from './installed-version.js';
import { remark } from './render/print.js';

export type BackendName = 'node-gpu' | 'node' | 'wasm' | 'cpu';

export interface BackendReport {
  readonly name: BackendName;
  /** Whether its package is there to be loaded. */
  readonly installed: boolean;
  readonly version?: string;
  readonly package: string;
}

const packages: Record<BackendName, string> = {
  'node-gpu': '@tensorflow/tfjs-node-gpu',
  node: '@tensorflow/tfjs-node',
  wasm: '@tensorflow/tfjs-backend-wasm',
  cpu: '@tensorflow/tfjs',
};
/** What tfjs calls the backend that the package brings. */
const registeredNames: Record<BackendName, string> = {
  'node-gpu': 'tensorflow',
  node: 'tensorflow',
  wasm: 'wasm',
  cpu: 'cpu',
};

/** Every backend in the order in which `auto` tries them. */
export function findBackends(): BackendReport[] {
  return (Object.keys(packages) as BackendName[]).map((name) => {
    const version = installedVersion(packages[name]);
    return { name, package: packages[name], installed: version !== undefined, ...(version && { version }) };
  });
}

/**
 * Makes a backend ready: the one named, or with `auto` the first that is installed and loads.
 *
 * @returns the backend's name; those that `auto` passes over go to `passOver`
 * @throws UsageError if the one named is not installed
 */
export async function selectBackend(
  choice: BackendName | 'auto',
  passOver: (name: BackendName, reason: string) => void = (name, reason) =>
    remark(`backend ${name} passed over: ${reason}`),
): Promise<BackendName> {
  tf.enableProdMode();
  const reports = findBackends();
  if (choice !== 'auto') {
    const report = reports.find(({ name }) => name === choice)!;
    if (!report.installed) {
      throw new UsageError(
        `the backend '${choice}' is not installed; install it with: npm install ${report.package}`,
      );
    }
    await load(choice);
    return choice;
  }
  for (const { name, installed } of reports) {
    if (!installed) continue;
    try {
      await load(name);
      return name;
    } catch (error) {
      passOver(name, firstLine(error));
    }
  }
  throw new Error('no backend could be loaded; reinstall the package unrolled');
}

async function load(name: BackendName): Promise<void> {
  const packageName = packages[name];
  try {
    if (name !== 'cpu') await import(packageName);
    if (!(await tf.setBackend(registeredNames[name]))) throw new Error('it did not start');
    await tf.ready();
    await requireArithmetic();
    await registerKernels();
  } catch (error) {
    throw new Error(`the backend '${name}' (${packageName}) could not be loaded: ${firstLine(error)}`);
  }
}

/** tfjs-node loads where it cannot compute: on a Node.js that lacks what it calls. */
async function requireArithmetic(): Promise<void> {
  const sum = tf.tidy(() => tf.add(tf.scalar(1), tf.scalar(1)));
  const [two] = await sum.data();
  sum.dispose();
  if (two !== 2) throw new Error(`it computes 1 + 1 = ${two}`);
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0]!;
}
