import { findMnist } from '@unrolled/datasets/node';
import { registerKernels } from '@unrolled/kernels';
import { type Attempt, adapterInUse, selectBackend, tryBackend, versionsOfBackend } from '@unrolled/tasks';
import { type BackendName, backendNames, backends, type Job } from '@unrolled/tasks/spec';
import { measureSpeed, palindromeStep } from '@unrolled/tasks/speed';
import { installedVersion, versions } from '../../versions.js';
import { choicesBySize, passedOver } from './choices.js';
import { findProblems } from './problems.js';

/** What is here, what is used and why, how quick it is, and what is wrong with it. */
export async function examine(asked: Job['backend'], isTimed = true) {
  const attempts: Partial<Record<BackendName, Attempt>> = {};
  const adapters: Partial<Record<BackendName, string>> = {};
  for (const name of backendNames) {
    attempts[name] = await tryBackend(name);
    const adapter = attempts[name].works ? await adapterInUse() : undefined;
    if (adapter) adapters[name] = adapter.name;
  }
  const works = (name: BackendName) => attempts[name]!.works;
  const choices = await choicesBySize(works, await registerKernels(), isTimed ? selectBackend : undefined);
  const selected = await selectBackend(asked);
  const kernels = await registerKernels();
  const mnist = await findMnist().catch(({ message }: Error) => ({ message }));
  const [found, mnistFault] = mnist && 'message' in mnist ? [null, mnist.message] : [mnist ?? null];
  const shape = palindromeStep('lstm', { length: 11, batch: 32, hiddenSize: 64 });
  const health = {
    versions: { ...versions(), ...versionsOfBackend() },
    backends: backendNames.map((name) => describe(name, attempts[name]!, adapters[name])),
    selected,
    reason: asked === 'auto' ? 'the fastest here for small nets' : 'asked for',
    choices,
    kernels,
    simd: kernels.build !== 'none',
    relaxedSimd: kernels.build === 'relaxed-simd',
    mnist: found,
    speed: isTimed ? await measureSpeed(shape, { seconds: 2 }) : null,
  };
  return {
    ...health,
    problems: findProblems({
      ...health,
      node: process.versions.node,
      passedOver: passedOver(attempts),
      mnistFault,
    }),
  };
}

function describe(name: BackendName, attempt: Attempt, adapter: string | undefined) {
  const { package: packageName } = backends[name];
  const version = installedVersion(packageName);
  return {
    name,
    package: packageName,
    installed: version !== undefined,
    works: attempt.works,
    ...(version && { version }),
    ...(adapter !== undefined && { adapter }),
    ...(!attempt.works && { reason: attempt.reason }),
  };
}
