import * as tf from '@tensorflow/tfjs-core';
import { registerKernels } from '@unrolled/kernels';
import { type BackendName, backendNames, backends } from '../spec/backends.js';

/** Hears of a backend that is installed and was passed over, and why. */
export type PassOver = (name: BackendName, reason: string) => void;

/** That a backend is not installed on this machine. */
export class MissingBackendError extends TypeError {}

/**
 * Makes a tfjs backend ready: the one named, or with `auto` the first that is installed and loads.
 *
 * @param threads how many a call of the native kernels uses; as many as the processor runs at a time unless given
 * @returns the backend's name
 * @throws TypeError if the one named is not installed
 * @throws Error if it cannot be loaded
 */
export async function selectBackend(
  choice: BackendName | 'auto',
  passOver: PassOver = () => {},
  threads?: number,
): Promise<BackendName> {
  tf.enableProdMode();
  const name = await loadFirst(choice, passOver);
  if (threads !== undefined) await registerKernels({ threads });
  return name;
}

async function loadFirst(choice: BackendName | 'auto', passOver: PassOver): Promise<BackendName> {
  if (choice !== 'auto') {
    await load(choice);
    return choice;
  }
  for (const name of backendNames) {
    try {
      await load(name);
      return name;
    } catch (error) {
      if (!(error instanceof TypeError)) passOver(name, firstLine(error));
    }
  }
  throw new Error('no backend could be loaded; install @tensorflow/tfjs-backend-wasm');
}

async function load(name: BackendName): Promise<void> {
  const { package: packageName, registered } = backends[name];
  try {
    // Whoever has registered it already, as a page that bundles it, need not have it under its package's name.
    if (!tf.findBackendFactory(registered)) await import(/* @vite-ignore */ packageName);
    if (!(await tf.setBackend(registered))) throw new Error('it did not start');
    await tf.ready();
    await requireArithmetic();
  } catch (error) {
    if (isMissing(error, packageName)) {
      throw new MissingBackendError(
        `the backend '${name}' is not installed; install it with: npm install ${packageName}`,
      );
    }
    throw new Error(`the backend '${name}' (${packageName}) could not be loaded: ${firstLine(error)}`);
  }
}

function isMissing(error: unknown, packageName: string): boolean {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'ERR_MODULE_NOT_FOUND' && message.includes(`'${packageName}'`);
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
