import { Command } from 'commander';
import type { BackendName } from '../backend.js';
import { options } from '../options.js';
import { print, printJson } from '../render/print.js';

interface DoctorFlags {
  readonly backend: BackendName | 'auto';
  readonly speed: boolean;
  readonly config?: string;
  readonly json?: boolean;
}

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('say what is here, what is used and why, how quick it is, and what to do about problems')
    .addOption(options.backend())
    .option('--no-speed', 'leave the speed test of two seconds out')
    .addOption(options.json())
    .addHelpText('after', '\nExample:\n  unrolled doctor --no-speed')
    .action(runDoctor);
}

async function runDoctor(flags: DoctorFlags, command: Command): Promise<void> {
  const [{ findBackends, selectBackend }, { findMnist }, { registerKernels }] = await Promise.all([
    import('../backend.js'),
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
  const backends = findBackends();
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
    backends,
    selected,
    passedOver,
    kernels,
    mnist: mnist ?? null,
    ...(mnistFault !== undefined && { mnistFault }),
    ...(speed && { speedRatio: speed.ratio }),
  };
  const report = {
    versions: versions(),
    backends,
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
