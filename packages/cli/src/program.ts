import { dataTask, taskDefinition, taskDefinitions } from '@unrolled/tasks/spec';
import { Command, CommanderError } from 'commander';
import { type CommandDescription, makeCommand } from './command.js';
import { analyzeCommand } from './commands/analyze/index.js';
import { benchCommand } from './commands/bench.js';
import { completeCommand, completionCommand } from './commands/completion.js';
import { constructCommand } from './commands/construct.js';
import { addDatasets, datasetCommand } from './commands/dataset.js';
import { demoCommand } from './commands/demo.js';
import { doctorCommand } from './commands/doctor/index.js';
import { evaluateCommand } from './commands/evaluate.js';
import { exportCommand } from './commands/export.js';
import { gradcheckCommand } from './commands/gradcheck.js';
import { helpCommand } from './commands/help.js';
import { predictCommand } from './commands/predict.js';
import { reportCommand } from './commands/report.js';
import { runsCommand } from './commands/runs.js';
import { sweepCommand } from './commands/sweep/index.js';
import { tasksCommand } from './commands/tasks.js';
import { trainCommand } from './commands/train.js';
import { viewCommand } from './commands/view.js';
import { workerCommand } from './commands/worker.js';
import { applyConfig } from './config/apply-config.js';
import { findConfig } from './config/find-config.js';
import { flags } from './flags.js';
import { helpLayout } from './help-layout.js';
import { modulesIn } from './load-tasks.js';
import { print, remark } from './render/print.js';
import { terminal } from './render/terminal.js';
import { versions } from './versions.js';

/**
 * The whole command line. Commands describe themselves, and load the libraries they need when they run.
 *
 * @param words what stands on the command line: only the commands that it names get their flags, and where it names a
 * task, the help is that of the task; without words all commands are whole
 */
export function createProgram(words: readonly string[] = []): Command {
  const program = new Command('unrolled')
    .description('Train, analyse and draw recurrent networks on TensorFlow.js.')
    .option('-V, --version', 'print the versions of the command, Node.js, packages and backends')
    .on('option:version', () => {
      print(Object.entries(versions()).map(([name, version]) => `${name} ${version ?? 'not installed'}`));
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
    .hook('preSubcommand', async (program, command) => {
      if (command.name() === 'dataset') await addDatasets(program);
    })
    .addOption(flags.config())
    .hook('preAction', async (program, command) => {
      const passOver = (path: string) =>
        remark(`${path} belongs to another user and is left alone; --config ${path} uses it`);
      const file = findConfig(command.opts().config ?? program.opts().config, passOver);
      if (!file) return;
      const whole = createProgram();
      if (file.content.dataset) await addDatasets(whole);
      const set = applyConfig(file, command, whole);
      if (file.isFound && set.length > 0) remark(`${set.join(', ')} from ${file.path}`);
    });
  const isWhole = words.length === 0 || words.includes(completeCommand.name);
  for (const description of commandsFor(words)) {
    const command = makeCommand(description, isWhole || words.includes(description.name));
    program.addCommand(command, { hidden: description === completeCommand });
    inherit(program, command);
  }
  return program;
}

function commandsFor(words: readonly string[]): CommandDescription[] {
  const isData = words.some((word) => /^--data(=|$)/.test(word));
  const [name = isData ? dataTask.name : undefined] = [
    ...modulesIn(words),
    ...words.filter((word) => Object.hasOwn(taskDefinitions, word)),
  ];
  const task = name === undefined ? undefined : taskDefinition(name);
  return [
    trainCommand(task),
    evaluateCommand,
    predictCommand,
    exportCommand,
    sweepCommand(task),
    workerCommand,
    reportCommand,
    runsCommand,
    viewCommand,
    analyzeCommand,
    gradcheckCommand,
    constructCommand,
    datasetCommand,
    tasksCommand,
    demoCommand,
    doctorCommand,
    benchCommand,
    completionCommand,
    helpCommand,
    completeCommand,
  ];
}

/** Gives a command and those below it the settings of the one above. */
function inherit(parent: Command, command: Command): void {
  command.copyInheritedSettings(parent).helpCommand(false);
  for (const below of command.commands) inherit(command, below);
}
