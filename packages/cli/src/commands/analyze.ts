import { Command } from 'commander';
import { usage } from '../errors.js';
import { finiteNumber, integer, options } from '../options.js';

/** `unrolled analyze …`: the closed forms, each as numbers and as a picture. Never loads tfjs. */
export function analyzeCommand(): Command {
  return new Command('analyze')
    .description('why gradients vanish, in closed form')
    .addHelpText('after', '\nExample:\n  unrolled analyze ratio --epsilon 0.05 --max-steps 20')
    .addCommand(ratioCommand());
}

function ratioCommand(): Command {
  return new Command('ratio')
    .description("how much less of a gradient sigmoid lets through than tanh: (σ'/tanh')^T")
    .option('--epsilon <value>', 'the pre-activation, between -1 and 1', finiteNumber, 0.05)
    .option('--max-steps <count>', 'time steps T = 1 … count', integer(1), 20)
    .option('--out <folder>', 'also draw ratio.svg and ratio-log.svg there')
    .addOption(options.json())
    .addHelpText('after', '\nExample:\n  unrolled analyze ratio --epsilon 0.05 --max-steps 20 --out plots')
    .action(runRatio);
}

async function runRatio(flags: {
  epsilon: number;
  maxSteps: number;
  out?: string;
  json?: boolean;
}): Promise<void> {
  const { ratioStudy } = await import('@unrolled/analysis');
  const study = usage(() => ratioStudy(flags));
  const [{ ratioChart, describeRatio }, { terminalChart }] = await Promise.all([
    import('../render/ratio.js'),
    import('../render/terminal-chart.js'),
  ]);
  const [linear, logarithmic] = [ratioChart(study, false), ratioChart(study, true)];
  if (flags.out) {
    const { saveCharts } = await import('../render/save-charts.js');
    await saveCharts(flags.out, { 'ratio.svg': linear, 'ratio-log.svg': logarithmic });
  }
  if (flags.json) console.log(JSON.stringify(study));
  else console.log([describeRatio(study), terminalChart(linear), terminalChart(logarithmic)].join('\n\n'));
}
