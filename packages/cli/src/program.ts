import { Command } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { analyzeCommand } from './commands/analyze/index.js';
import { constructCommand } from './commands/construct.js';
import { datasetCommand } from './commands/dataset.js';
import { doctorCommand } from './commands/doctor.js';
import { evaluateCommand } from './commands/evaluate.js';
import { gradcheckCommand } from './commands/gradcheck.js';
import { sweepCommand } from './commands/sweep.js';
import { tasksCommand } from './commands/tasks.js';
import { trainCommand } from './commands/train.js';

/** The whole command line. Commands describe themselves here and load what they need when they run. */
export function createProgram(): Command {
  const program = new Command('unrolled')
    .description('Train, analyse and draw recurrent networks on TensorFlow.js.')
    .version(manifest.version)
    .exitOverride()
    .enablePositionalOptions()
    .configureOutput({ outputError: (text, write) => write(`${text.trim().replaceAll('\n', ' ')}\n`) })
    .addHelpText('after', '\nExample:\n  unrolled train palindrome --cell lstm --length 10')
    .showSuggestionAfterError();
  for (const command of [
    trainCommand(),
    evaluateCommand(),
    sweepCommand(),
    analyzeCommand(),
    gradcheckCommand(),
    constructCommand(),
    datasetCommand(),
    tasksCommand(),
    doctorCommand(),
  ]) {
    program.addCommand(command);
    inherit(program, command);
  }
  return program;
}

/** Gives a command and those below it the settings of the one above. */
function inherit(parent: Command, command: Command): void {
  command.copyInheritedSettings(parent);
  for (const below of command.commands) inherit(command, below);
}
