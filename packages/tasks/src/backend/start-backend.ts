import * as tf from '@tensorflow/tfjs-core';
import { type BackendName, backendNames, describeBackend } from '../spec/backends.js';
import { bringWebgpu } from './webgpu-in-node.js';

/**
 * That a backend is not installed on this machine, or cannot run where this runs.
 *
 * @example
 * const refused = await selectBackend('webgl').catch((error) => error);
 * refused instanceof MissingBackendError; // → true
 */
export class MissingBackendError extends TypeError {}

const inNode = () => globalThis.process?.versions?.node !== undefined;
/** The versions of the packages that were imported for their backends, where they tell. */
const imported = new Map<BackendName, string>();

/**
 * Makes one of tfjs's backends the one that computes.
 *
 * @throws MissingBackendError if it is not installed, or does not run in such a place as this
 * @throws Error if it cannot be loaded
 */
export async function startBackend(name: BackendName): Promise<void> {
  const { package: packageName, registered, only } = describeBackend(name);
  if (only && only !== (inNode() ? 'node' : 'browser'))
    throw new MissingBackendError(
      `the backend '${name}' runs in ${only === 'node' ? 'Node.js' : 'browsers'} alone`,
    );
  tf.enableProdMode();
  try {
    await bring(name);
    if (!(await tf.setBackend(registered))) throw new Error('it did not start');
    await tf.ready();
    const other = backendInUse();
    if (other !== name)
      throw new MissingBackendError(
        `this process has TensorFlow by '${other}', and cannot have it by '${name}'`,
      );
    await requireArithmetic();
  } catch (error) {
    if (error instanceof MissingBackendError) throw error;
    throw new Error(`the backend '${name}' (${packageName}) could not be loaded: ${firstLine(error)}`);
  }
}

/** Whoever has registered it already, as a page that bundles it, need not have it under its package's name. */
async function bring(name: BackendName): Promise<void> {
  const { package: packageName, registered } = describeBackend(name);
  if (tf.findBackendFactory(registered)) return;
  if (registered === 'tensorflow') easeTensorFlow();
  try {
    if (name === 'webgpu' && inNode()) await bringWebgpu();
    const module = await import(/* @vite-ignore */ packageName);
    const version = versionIn(module.default ?? module, name) ?? versionIn(module, name);
    if (version !== undefined) imported.set(name, version);
  } catch (error) {
    if (!isMissing(error, name)) throw error;
    throw new MissingBackendError(
      `the backend '${name}' is not installed; install it with: npm install ${packagesOf(name).join(' ')}`,
    );
  }
}

/** tfjs's packages tell their versions as `version_wasm`, and tfjs-node by its name among others. */
function versionIn(module: Readonly<Record<string, unknown>>, name: BackendName): string | undefined {
  const version = module[`version_${name}`] ?? (module.version as Record<string, unknown>)?.['tfjs-node'];
  return typeof version === 'string' ? version : undefined;
}

/** No lines about its build on stderr, unless asked for, and on Node.js ≥ 23 the two functions that it misses there. */
function easeTensorFlow(): void {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '3'; // errors of calls come as exceptions
  const util = process.getBuiltinModule('node:util') as unknown as Record<string, unknown>;
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
}

function isMissing(error: unknown, name: BackendName): boolean {
  const { code, message } = error as NodeJS.ErrnoException;
  // Browsers refuse a name that is no address; which words they use is their own affair.
  if (!inNode()) return error instanceof TypeError;
  return (
    code === 'ERR_MODULE_NOT_FOUND' && packagesOf(name).some((missing) => message.includes(`'${missing}'`))
  );
}

/** What is installed to have a backend here: in Node.js, WebGPU itself as well. */
const packagesOf = (name: BackendName) => [
  describeBackend(name).package,
  ...(name === 'webgpu' && inNode() ? ['webgpu'] : []),
];

/** A backend may load where it cannot compute. */
async function requireArithmetic(): Promise<void> {
  const sum = tf.tidy(() => tf.add(tf.scalar(1), tf.scalar(1)));
  const [two] = await sum.data();
  sum.dispose();
  if (two !== 2) throw new Error(`it computes 1 + 1 = ${two}`);
}

export function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0]!;
}

/** What there is of tfjs-node and tfjs-node-gpu in the backend that both of them register. */
interface TensorFlow {
  readonly isGPUPackage?: boolean;
  readonly binding?: { readonly TF_Version?: string };
}

/**
 * The name of the backend that computes, as it is asked for: tfjs calls both of TensorFlow's the same.
 *
 * @example
 * await selectBackend('cpu');
 * backendInUse(); // → 'cpu'
 */
export function backendInUse(): string {
  const registered = tf.getBackend();
  if (registered === 'tensorflow') return (tf.backend() as TensorFlow).isGPUPackage ? 'node-gpu' : 'node';
  return backendNames.find((name) => describeBackend(name).registered === registered) ?? registered;
}

/**
 * The versions of its package and of the library below, as far as they are known.
 *
 * @example
 * await selectBackend('cpu');
 * versionsOfBackend(); // → {}
 */
export function versionsOfBackend(): Record<string, string> {
  const name = backendInUse() as BackendName;
  const version = imported.get(name);
  const { binding } = tf.backend() as TensorFlow;
  return {
    ...(version !== undefined && { [describeBackend(name).package]: version }),
    ...(tf.getBackend() === 'tensorflow' && binding?.TF_Version && { tensorflow: binding.TF_Version }),
  };
}
