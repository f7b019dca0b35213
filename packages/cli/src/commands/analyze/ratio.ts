import { finite, integer } from '@unrolled/datasets/options';
import { describeCommand } from '../../command.js';
import { usage } from '../../errors.js';
import { flag, flags as shared } from '../../flags.js';
import { showResult } from '../../render/show-result.js';

export const ratioCommand = describeCommand({
  name: 'ratio',
  summary: "how much less of a gradient sigmoid lets through than tanh: (σ'/tanh')^T",
  flags: () => ({
    epsilon: flag('--epsilon <value>', 'the pre-activation, between -1 and 1', finite, 0.05),
    maxSteps: flag('--max-steps <count>', 'time steps T = 1 … count', integer(1, 10_000), 20),
    out: shared.charts(),
    json: shared.json(),
  }),
  examples: ['unrolled analyze ratio --epsilon 0.05 --max-steps 20 --out plots'],
  async run(flags) {
    const { describeRatio, ratioChart, ratioErrorChart, ratioStudy } = await import('../../studies.js');
    const study = usage(() => ratioStudy(flags));
    const charts = {
      ratio: ratioChart(study, false),
      'ratio-log': ratioChart(study, true),
      'ratio-error': ratioErrorChart(study),
    };
    await showResult(study, describeRatio(study), charts, flags);
  },
});
