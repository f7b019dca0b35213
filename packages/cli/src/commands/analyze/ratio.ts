import { finite, integer } from '@unrolled/datasets/options';
import { Command } from 'commander';
import { usage } from '../../errors.js';
import { flag, flags as shared } from '../../flags.js';

export function ratioCommand(): Command {
  return new Command('ratio')
    .description("how much less of a gradient sigmoid lets through than tanh: (σ'/tanh')^T")
    .addOption(flag('--epsilon <value>', 'the pre-activation, between -1 and 1', finite, 0.05))
    .addOption(flag('--max-steps <count>', 'time steps T = 1 … count', integer(1), 20))
    .addOption(shared.charts())
    .addOption(shared.json())
    .addHelpText('after', '\nExample:\n  unrolled analyze ratio --epsilon 0.05 --max-steps 20 --out plots')
    .action(runRatio);
}

async function runRatio(flags: {
  epsilon: number;
  maxSteps: number;
  out?: string;
  json?: boolean;
}): Promise<void> {
  const [{ ratioStudy }, { ratioChart, describeRatio }, { showStudy }] = await Promise.all([
    import('@unrolled/analysis'),
    import('@unrolled/charts'),
    import('../../render/show-study.js'),
  ]);
  const study = usage(() => ratioStudy(flags));
  const charts = { ratio: ratioChart(study, false), 'ratio-log': ratioChart(study, true) };
  await showStudy(study, describeRatio(study), charts, flags);
}
