import { taskDefinitions } from '@unrolled/tasks/spec';
import { Command, CommanderError } from 'commander';
import { analyzeCommand } from './commands/analyze/index.js';
import { benchCommand } from './commands/bench.js';
import { completeCommand, completionCommand } from './commands/completion.js';
import { constructCommand } from './commands/construct.js';
import { addDatasets, datasetCommand } from './commands/dataset.js';
import { doctorCommand } from './commands/doctor.js';
import { evaluateCommand } from './commands/evaluate.js';
import { gradcheckCommand } from './commands/gradcheck.js';
import { helpCommand } from './commands/help.js';
import { predictCommand } from './commands/predict.js';
import { reportCommand } from './commands/report.js';
import { sweepCommand } from './commands/sweep.js';
import { tasksCommand } from './commands/tasks.js';
import { trainCommand } from './commands/train.js';
import { flags } from './flags.js';
import { helpLayout } from './help-layout.js';
import { print, remark } from './render/print.js';
import { terminal } from './render/terminal.js';
import { versions } from './versions.js';

/**
 * The whole command line. Commands describe themselves here and load what they need when they run.
 *
 * @param words what stands on the command line: where they name a task, the help is that of the task
 */
export function createProgram(words: readonly string[] = []): Command {
  const task = words.flatMap((word) =>
    Object.hasOwn(taskDefinitions, word) ? [taskDefinitions[word]!] : [],
  )[0];
  const program = new Command('unrolled')
    .description('Train, analyse and draw recurrent networks on TensorFlow.js.')
    .option('-V, --version', 'print the versions of the command, Node.js, packages and backends')
    .on('option:version', () => {
      print(
        Object.entries(versions())
          .map(([name, version]) => `${name} ${version ?? 'not installed'}`)
          .join('\n'),
      );
      throw new CommanderError(0, 'unrolled.version', '');
    })
    .exitOverride()
    .enablePositionalOptions()
    .helpCommand(false)
    .configureOutput({
      writeOut: (text) => print(text.trimEnd()),
      writeErr: (text) => remark(text.trimEnd()),
      getOutHelpWidth: () => terminal().columns ?? 80,
      getErrHelpWidth: () => terminal(process.stderr).columns ?? 80,
      outputError: (text) => remark(text.trim().replaceAll('\n', ' ')),
    })
    .addHelpText('after', '\nExample:\n  unrolled train palindrome --cell lstm --length 10')
    .showSuggestionAfterError()
    .configureHelp(helpLayout)
    .hook('preSubcommand', async (_, command) => {
      if (command.name() === 'dataset') await addDatasets(command);
    })
    .addOption(flags.config())
    .hook('preAction', async (program, command) => {
      const [{ findConfig }, { applyConfig }] = await Promise.all([
        import('./config/find-config.js'),
        import('./config/apply-config.js'),
      ]);
      const file = findConfig(command.opts().config ?? program.opts().config);
      if (file) applyConfig(file, command);
    });
  for (const command of [
    trainCommand(task),
    evaluateCommand(),
    predictCommand(),
    sweepCommand(task),
    reportCommand(),
    analyzeCommand(),
    gradcheckCommand(),
    constructCommand(),
    datasetCommand(),
    tasksCommand(),
    doctorCommand(),
    benchCommand(),
    completionCommand(),
    helpCommand(),
  ]) {
    program.addCommand(command);
    inherit(program, command);
  }
  program.addCommand(completeCommand(), { hidden: true });
  return program;
}

/** Gives a command and those below it the settings of the one above. */
function inherit(parent: Command, command: Command): void {
  command.copyInheritedSettings(parent).helpCommand(false);
  if (command.commands.length === 0) command.addOption(flags.config());
  for (const below of command.commands) inherit(command, below);
}
