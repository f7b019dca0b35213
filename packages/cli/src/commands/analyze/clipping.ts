import { finite, listOf, positive } from '@unrolled/datasets/options';
import { Command } from 'commander';
import { usage } from '../../errors.js';
import { flag, flags as shared } from '../../flags.js';
import { print, printJson } from '../../render/print.js';

interface ClippingFlags {
  readonly gradient: readonly number[];
  readonly limit: number;
  readonly maxNorm: number;
  readonly json?: boolean;
}

export function clippingCommand(): Command {
  return new Command('clipping')
    .description('what clipping by value and by norm do to the length and the direction of a gradient')
    .addOption(flag('--gradient <values>', 'the components, separated by commas', listOf(finite), [3, 40]))
    .addOption(flag('--limit <value>', 'every component is clipped to [-value, value]', positive, 4))
    .addOption(flag('--max-norm <value>', 'the gradient is scaled down to this length', positive, 4))
    .addOption(shared.json())
    .addHelpText('after', '\nExample:\n  unrolled analyze clipping --gradient 3,40 --limit 4 --max-norm 4')
    .action(runClipping);
}

async function runClipping(flags: ClippingFlags): Promise<void> {
  const [{ clippingStudy }, { describeClipping }] = await Promise.all([
    import('@unrolled/analysis'),
    import('@unrolled/charts'),
  ]);
  const study = usage(() => clippingStudy(flags));
  if (flags.json) printJson(study);
  else print(describeClipping(study));
}
