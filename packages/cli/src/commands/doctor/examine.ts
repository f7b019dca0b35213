import { findMnist } from '@unrolled/datasets/node';
import { registerKernels } from '@unrolled/kernels';
import { selectBackend } from '@unrolled/tasks';
import { type BackendName, backendNames, backends, type Job } from '@unrolled/tasks/spec';
import { measureSpeed, palindromeStep } from '@unrolled/tasks/speed';
import { installedVersion, versions } from '../../versions.js';
import { findProblems } from './problems.js';

/** What is here, what is used and why, how quick it is, and what is wrong with it. */
export async function examine(asked: Job['backend'], isTimed = true) {
  const passedOver: { name: BackendName; reason: string }[] = [];
  const selected = await selectBackend(asked, (name, reason) => passedOver.push({ name, reason }));
  const kernels = await registerKernels();
  const mnist = await findMnist().catch(({ message }: Error) => ({ message }));
  const [found, mnistFault] = mnist && 'message' in mnist ? [null, mnist.message] : [mnist ?? null];
  const shape = palindromeStep('lstm', { length: 11, batch: 32, hiddenSize: 64 });
  const health = {
    versions: versions(),
    backends: backendNames.map(findBackend),
    selected,
    reason: asked === 'auto' ? 'the first installed that works' : 'asked for',
    kernels,
    simd: kernels.build !== 'none',
    relaxedSimd: kernels.build === 'relaxed-simd',
    mnist: found,
    speed: isTimed ? await measureSpeed(shape, { seconds: 2 }) : null,
  };
  return {
    ...health,
    problems: findProblems({ ...health, node: process.versions.node, passedOver, mnistFault }),
  };
}

function findBackend(name: BackendName) {
  const { package: packageName } = backends[name];
  const version = installedVersion(packageName);
  return { name, package: packageName, installed: version !== undefined, ...(version && { version }) };
}
