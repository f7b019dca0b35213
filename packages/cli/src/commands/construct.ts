import type { ConstructionName } from '@unrolled/analysis';
import { Argument, Command } from 'commander';
import type { BackendName } from '../backend.js';
import { exitCodes } from '../errors.js';
import { integer, oneOf, options } from '../options.js';
import { print, printJson } from '../render/print.js';

interface ConstructFlags {
  readonly maxLength: number;
  readonly backend: BackendName | 'auto';
  readonly json?: boolean;
}

export function constructCommand(): Command {
  const names = ['parity', 'running-and', 'sequence-equality', 'alternating-sum', 'binary-addition'] as const;
  return new Command('construct')
    .description('a network with weights set by hand, checked on every sequence up to a length')
    .addArgument(new Argument('<name>', `one of ${names.join(', ')}`).argParser(oneOf(names)))
    .option('--max-length <steps>', 'check every sequence of 1 … steps steps', integer(1), 8)
    .addOption(options.backend())
    .addOption(options.json())
    .addHelpText('after', '\nExample:\n  unrolled construct parity --max-length 10')
    .action(runConstruct);
}

async function runConstruct(name: ConstructionName, flags: ConstructFlags): Promise<void> {
  const [{ construct }, { runConstructed }, { selectBackend }, { describeConstruction }] = await Promise.all([
    import('@unrolled/analysis'),
    import('@unrolled/tasks'),
    import('../backend.js'),
    import('@unrolled/charts'),
  ]);
  await selectBackend(flags.backend);
  const check = await construct(name, { maxLength: flags.maxLength, run: runConstructed });
  if (flags.json) printJson(check);
  else print(describeConstruction(check));
  if (check.wrong > 0) process.exitCode = exitCodes.failed;
}
