import { finite, listOf, positive } from '@unrolled/datasets/options';
import { describeCommand } from '../../command.js';
import { usage } from '../../errors.js';
import { flag, flags as shared } from '../../flags.js';
import { showResult } from '../../render/show-result.js';

export const clippingCommand = describeCommand({
  name: 'clipping',
  summary: 'what clipping by value and by norm do to the length and the direction of a gradient',
  flags: () => ({
    gradient: flag('--gradient <values>', 'the components, separated by commas', listOf(finite), [3, 40]),
    limit: flag('--limit <value>', 'every component is clipped to [-value, value]', positive, 4),
    maxNorm: flag('--max-norm <value>', 'the gradient is scaled down to this length', positive, 4),
    json: shared.json(),
  }),
  examples: ['unrolled analyze clipping --gradient 3,40 --limit 4 --max-norm 4'],
  async run(flags) {
    const { clippingStudy, describeClipping } = await import('../../studies.js');
    const study = usage(() => clippingStudy(flags));
    await showResult(study, describeClipping(study), {}, flags);
  },
});
