import type { Job } from '@unrolled/tasks';
import { Command } from 'commander';
import { exitCodes } from '../errors.js';
import { flags as shared } from '../flags.js';
import { print, printJson } from '../render/print.js';

interface GradcheckFlags {
  readonly cell: 'rnn' | 'gru' | 'lstm';
  readonly seed: number;
  readonly backend: Job['backend'];
  readonly json?: boolean;
}

export function gradcheckCommand(): Command {
  return new Command('gradcheck')
    .description('the gradient four ways: fused op, autodiff, closed form, central differences')
    .addOption(shared.cell())
    .addOption(shared.seed())
    .addOption(shared.backend())
    .addOption(shared.json())
    .addHelpText('after', '\nExample:\n  unrolled gradcheck --cell lstm')
    .action(runGradcheck);
}

async function runGradcheck({ cell, seed, backend, json }: GradcheckFlags): Promise<void> {
  const [{ gradcheck }, { selectBackend }] = await Promise.all([
    import('@unrolled/tasks'),
    import('@unrolled/tasks'),
  ]);
  await selectBackend(backend);
  const check = await gradcheck(cell, seed);
  const disagreeing = check.pairs.filter(({ agrees }) => !agrees);
  if (json) printJson(check);
  else {
    const rows = check.pairs.map(({ a, b, maxRelativeError, tolerance, agrees }) => [
      a,
      b,
      maxRelativeError.toExponential(1),
      tolerance.toExponential(0),
      agrees ? 'agree' : 'DISAGREE',
    ]);
    print({ head: ['one way', 'another', 'max relative error', 'tolerance', ''], rows });
  }
  if (disagreeing.length > 0) process.exitCode = exitCodes.failed;
}
