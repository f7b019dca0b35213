import type { Activation } from '@unrolled/analysis';
import { Command, Option } from 'commander';
import { usage } from '../../errors.js';
import { integer, nonNegativeNumber, oneOf, options } from '../../options.js';

interface BoundsFlags {
  readonly activation: Activation;
  readonly norm: number;
  readonly skipNorm: number;
  readonly maxDistance: number;
  readonly out?: string;
  readonly json?: boolean;
}

export function boundsCommand(): Command {
  const activations = ['tanh', 'relu', 'sigmoid', 'identity'] as const;
  return new Command('bounds')
    .description('how large the gradient through time can be: (γ‖W‖)^(T−t), with a skip connection too')
    .addOption(
      new Option('--activation <name>', `one of ${activations.join(', ')}`)
        .default('tanh')
        .argParser(oneOf(activations)),
    )
    .option('--norm <value>', '‖W‖, the norm of the recurrent weights', nonNegativeNumber, 0.9)
    .option('--skip-norm <value>', '‖M‖, the norm of the weights two steps back', nonNegativeNumber, 0)
    .option('--max-distance <steps>', 'distances T−t = 1 … steps', integer(1), 20)
    .addOption(options.charts())
    .addOption(options.json())
    .addHelpText('after', '\nExample:\n  unrolled analyze bounds --activation sigmoid --norm 4')
    .action(runBounds);
}

async function runBounds(flags: BoundsFlags): Promise<void> {
  const [{ boundStudy }, { boundsChart, describeBounds }, { showStudy }] = await Promise.all([
    import('@unrolled/analysis'),
    import('@unrolled/charts'),
    import('../../render/show-study.js'),
  ]);
  const { activation, norm, skipNorm, maxDistance } = flags;
  const study = usage(() =>
    boundStudy({ activation, recurrentKernel: norm, skipKernel: skipNorm, maxDistance }),
  );
  await showStudy(study, describeBounds(study), { bounds: boundsChart(study) }, flags);
}
