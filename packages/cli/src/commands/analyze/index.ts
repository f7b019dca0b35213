import { Command } from 'commander';
import { boundsCommand } from './bounds.js';
import { clippingCommand } from './clipping.js';
import { jacobianCommand } from './jacobian.js';
import { parametersCommand } from './parameters.js';
import { ratioCommand } from './ratio.js';

/** `unrolled analyze …`: the closed forms as numbers and pictures. Only `jacobian` needs a network, and so tfjs. */
export function analyzeCommand(): Command {
  const command = new Command('analyze')
    .description('why gradients vanish, in closed form and measured')
    .addHelpText('after', '\nExample:\n  unrolled analyze ratio --epsilon 0.05 --max-steps 20');
  const analyses = [
    ratioCommand(),
    boundsCommand(),
    jacobianCommand(),
    parametersCommand(),
    clippingCommand(),
  ];
  for (const analysis of analyses) command.addCommand(analysis);
  return command;
}
