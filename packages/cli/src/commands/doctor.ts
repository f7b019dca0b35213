import { type BackendName, backendNames, backends, type Job } from '@unrolled/tasks/spec';
import { Command } from 'commander';
import type { BackendReport } from '../diagnosis.js';
import { flags as shared } from '../flags.js';
import { installedVersion } from '../installed-version.js';
import { print, printJson } from '../render/print.js';

interface DoctorFlags {
  readonly backend: Job['backend'];
  readonly speed: boolean;
  readonly config?: string;
  readonly json?: boolean;
}

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('say what is here, what is used and why, how quick it is, and what to do about problems')
    .addOption(shared.backend())
    .option('--no-speed', 'leave the speed test of two seconds out')
    .addOption(shared.json())
    .addHelpText('after', '\nExample:\n  unrolled doctor --no-speed')
    .action(runDoctor);
}

/** Every backend in the order in which `auto` tries them. */
function findBackends(): BackendReport[] {
  return backendNames.map((name) => {
    const { package: packageName } = backends[name];
    const version = installedVersion(packageName);
    return { name, package: packageName, installed: version !== undefined, ...(version && { version }) };
  });
}

async function runDoctor(flags: DoctorFlags, command: Command): Promise<void> {
  const [{ selectBackend }, { findMnist }, { registerKernels }] = await Promise.all([
    import('@unrolled/tasks'),
    import('@unrolled/datasets/node'),
    import('@unrolled/kernels'),
  ]);
  const [
    { measureSpeed, palindromeStep },
    { findProblems },
    { describeHealth },
    { versions },
    { findConfig },
  ] = await Promise.all([
    import('@unrolled/tasks/speed'),
    import('../diagnosis.js'),
    import('@unrolled/charts'),
    import('../versions.js'),
    import('../config/find-config.js'),
  ]);
  const reports = findBackends();
  const passedOver: { name: BackendName; reason: string }[] = [];
  const selected = await selectBackend(flags.backend, (name, reason) => passedOver.push({ name, reason }));
  const kernels = await registerKernels();
  let mnistFault: string | undefined;
  const mnist = await findMnist().catch((error: Error) => {
    mnistFault = error.message;
  });
  const shape = palindromeStep('lstm', { length: 11, batch: 32, hiddenSize: 64 });
  const speed = flags.speed ? await measureSpeed(shape, { seconds: 2 }) : undefined;
  const facts = {
    node: process.versions.node,
    backends: reports,
    selected,
    passedOver,
    kernels,
    mnist: mnist ?? null,
    ...(mnistFault !== undefined && { mnistFault }),
    ...(speed && { speedRatio: speed.ratio }),
  };
  const report = {
    versions: versions(),
    backends: reports,
    selected,
    reason: flags.backend === 'auto' ? 'the first installed that works' : 'asked for',
    kernels,
    simd: kernels.build !== 'none',
    relaxedSimd: kernels.build === 'relaxed-simd',
    mnist: mnist ?? null,
    config: findConfig(flags.config ?? command.parent?.opts().config)?.path ?? null,
    speed: speed ?? null,
    problems: findProblems(facts),
  };
  if (flags.json) printJson(report);
  else print(describeHealth(report));
}
