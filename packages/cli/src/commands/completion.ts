import { oneOf } from '@unrolled/datasets/options';
import { taskDefinitions } from '@unrolled/tasks/spec';
import { Argument, Command } from 'commander';
import { parserOf } from '../flags.js';

/** `unrolled completion SHELL`: what the shell evaluates to complete commands, flags and choices. */
export function completionCommand(): Command {
  const shells = ['bash', 'zsh', 'fish'] as const;
  return new Command('completion')
    .description('print the script that completes commands in a shell')
    .addArgument(new Argument('<shell>', `one of ${shells.join(', ')}`).argParser(parserOf(oneOf(shells))))
    .addHelpText('after', '\nExample:\n  unrolled completion bash >> ~/.bashrc')
    .action(async (shell: (typeof shells)[number]) => {
      const { completionScripts } = await import('../completion/scripts.js');
      process.stdout.write(completionScripts[shell]);
    });
}

/** `unrolled complete -- WORDS`: what the scripts ask; a candidate a line, its description after a tab. */
export function completeCommand(): Command {
  return new Command('complete').argument('[words...]').action(runComplete);
}

async function runComplete(words: readonly string[], _: object, command: Command): Promise<void> {
  const program = command.parent!;
  const [{ candidates }, { addDatasets }] = await Promise.all([
    import('../completion/candidates.js'),
    import('./dataset.js'),
  ]);
  const chosen = program.commands.find((each) => each.name() === words[0]);
  if (chosen?.name() === 'dataset') await addDatasets(chosen);
  const task = Object.keys(taskDefinitions);
  for (const { word, description } of candidates(program, words, { task })) {
    process.stdout.write(`${word}\t${description}\n`);
  }
}
