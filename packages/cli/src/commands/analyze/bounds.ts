import { integer, nonNegative, oneOf } from '@unrolled/datasets/options';
import { describeCommand } from '../../command.js';
import { usage } from '../../errors.js';
import { flag, flags as shared } from '../../flags.js';
import { showResult } from '../../render/show-result.js';

const activations = ['tanh', 'relu', 'sigmoid', 'identity'] as const;

export const boundsCommand = describeCommand({
  name: 'bounds',
  summary: 'how large the gradient through time can be: (γ‖W‖)^(T−t), with a skip connection too',
  flags: () => ({
    activation: flag('--activation <name>', `one of ${activations.join(', ')}`, oneOf(activations), 'tanh'),
    norm: flag('--norm <value>', '‖W‖, the norm of the recurrent weights', nonNegative, 0.9),
    skipNorm: flag('--skip-norm <value>', '‖M‖, the norm of the weights two steps back', nonNegative, 0),
    maxDistance: flag('--max-distance <steps>', 'distances T−t = 1 … steps', integer(1, 10_000), 20),
    out: shared.charts(),
    json: shared.json(),
  }),
  examples: ['unrolled analyze bounds --activation sigmoid --norm 2'],
  async run({ norm, skipNorm, ...flags }) {
    const { boundStudy, boundsChart, describeBounds } = await import('../../studies.js');
    const study = usage(() => boundStudy({ ...flags, recurrentKernel: norm, skipKernel: skipNorm }));
    await showResult(study, describeBounds(study), { bounds: boundsChart(study) }, flags);
  },
});
