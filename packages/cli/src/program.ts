import { Command } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { analyzeCommand } from './commands/analyze/index.js';
import { constructCommand } from './commands/construct.js';
import { doctorCommand } from './commands/doctor.js';
import { sweepCommand } from './commands/sweep.js';
import { tasksCommand } from './commands/tasks.js';
import { trainCommand } from './commands/train.js';

/** The whole command line. Commands describe themselves here and load what they need when they run. */
export function createProgram(): Command {
  const program = new Command('unrolled')
    .description('Train, analyse and draw recurrent networks on TensorFlow.js.')
    .version(manifest.version)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(`${text.trim().replaceAll('\n', ' ')}\n`) })
    .addHelpText('after', '\nExample:\n  unrolled train palindrome --cell lstm --length 10')
    .showSuggestionAfterError();
  for (const command of [
    trainCommand(),
    sweepCommand(),
    analyzeCommand(),
    constructCommand(),
    tasksCommand(),
    doctorCommand(),
  ]) {
    program.addCommand(command.copyInheritedSettings(program));
  }
  return program;
}
