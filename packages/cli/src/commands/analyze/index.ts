import { describeCommand } from '../../command.js';
import { boundsCommand } from './bounds.js';
import { clippingCommand } from './clipping.js';
import { jacobianCommand } from './jacobian.js';
import { parametersCommand } from './parameters.js';
import { ratioCommand } from './ratio.js';

/** `unrolled analyze …`: the closed forms as numbers and pictures. Only `jacobian` needs a network, and so tfjs. */
export const analyzeCommand = describeCommand({
  name: 'analyze',
  summary: 'why gradients vanish, in closed form and measured',
  examples: ['unrolled analyze ratio --epsilon 0.05 --max-steps 20'],
  below: [ratioCommand, boundsCommand, jacobianCommand, parametersCommand, clippingCommand],
});
