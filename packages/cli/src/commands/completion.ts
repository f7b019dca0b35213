import { oneOf } from '@unrolled/datasets/options';
import { taskDefinitions } from '@unrolled/tasks/spec';
import { argument, describeCommand } from '../command.js';

const shells = ['bash', 'zsh', 'fish'] as const;

/** `unrolled completion SHELL`: what the shell evaluates to complete commands, flags and choices. */
export const completionCommand = describeCommand({
  name: 'completion',
  summary: 'print the script that completes commands in a shell',
  args: [argument('<shell>', `one of ${shells.join(', ')}`, oneOf(shells))],
  examples: ['unrolled completion bash >> ~/.bashrc'],
  async run(_, [shell]: [(typeof shells)[number]]) {
    const { completionScripts } = await import('../completion/scripts.js');
    process.stdout.write(completionScripts[shell]);
  },
});

/** `unrolled complete -- WORDS`: what the scripts ask; a candidate a line, its description after a tab. */
export const completeCommand = describeCommand({
  name: 'complete',
  summary: 'say what may stand at the cursor',
  args: [argument('[words...]', 'the command line so far')],
  examples: ['unrolled complete -- train p'],
  async run(_, [words]: [string[]], command) {
    const program = command.parent!;
    const [{ candidates }, { addDatasets }] = await Promise.all([
      import('../completion/candidates.js'),
      import('./dataset.js'),
    ]);
    if (words[0] === 'dataset') await addDatasets(program);
    for (const { word, description } of candidates(program, words, { task: Object.keys(taskDefinitions) }))
      process.stdout.write(`${word}\t${description}\n`);
  },
});
