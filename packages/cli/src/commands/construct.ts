import type { ConstructionName } from '@unrolled/analysis';
import { integer, oneOf } from '@unrolled/datasets/options';
import type { Job } from '@unrolled/tasks';
import { Argument, Command } from 'commander';
import { exitCodes } from '../errors.js';
import { flag, parserOf, flags as shared } from '../flags.js';
import { print, printJson } from '../render/print.js';

interface ConstructFlags {
  readonly maxLength: number;
  readonly backend: Job['backend'];
  readonly json?: boolean;
}

export function constructCommand(): Command {
  const names = ['parity', 'running-and', 'sequence-equality', 'alternating-sum', 'binary-addition'] as const;
  return new Command('construct')
    .description('a network with weights set by hand, checked on every sequence up to a length')
    .addArgument(new Argument('<name>', `one of ${names.join(', ')}`).argParser(parserOf(oneOf(names))))
    .addOption(flag('--max-length <steps>', 'check every sequence of 1 … steps steps', integer(1), 8))
    .addOption(shared.backend())
    .addOption(shared.json())
    .addHelpText('after', '\nExample:\n  unrolled construct parity --max-length 10')
    .action(runConstruct);
}

async function runConstruct(name: ConstructionName, flags: ConstructFlags): Promise<void> {
  const [{ construct }, { runConstructed }, { selectBackend }, { describeConstruction }] = await Promise.all([
    import('@unrolled/analysis'),
    import('@unrolled/tasks'),
    import('@unrolled/tasks'),
    import('@unrolled/charts'),
  ]);
  await selectBackend(flags.backend);
  const check = await construct(name, { maxLength: flags.maxLength, run: runConstructed });
  if (flags.json) printJson(check);
  else print(describeConstruction(check));
  if (check.wrong > 0) process.exitCode = exitCodes.failed;
}
