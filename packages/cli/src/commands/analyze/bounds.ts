import type { Activation } from '@unrolled/analysis';
import { integer, nonNegative, oneOf } from '@unrolled/datasets/options';
import { Command } from 'commander';
import { usage } from '../../errors.js';
import { flag, flags as shared } from '../../flags.js';

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
    .addOption(flag('--activation <name>', `one of ${activations.join(', ')}`, oneOf(activations), 'tanh'))
    .addOption(flag('--norm <value>', '‖W‖, the norm of the recurrent weights', nonNegative, 0.9))
    .addOption(flag('--skip-norm <value>', '‖M‖, the norm of the weights two steps back', nonNegative, 0))
    .addOption(flag('--max-distance <steps>', 'distances T−t = 1 … steps', integer(1), 20))
    .addOption(shared.charts())
    .addOption(shared.json())
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
