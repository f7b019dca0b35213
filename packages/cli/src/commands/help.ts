import { argument, describeCommand } from '../command.js';
import { UsageError } from '../errors.js';

/** `unrolled help [command...]`: as `--help` of the command; the built-in one does not refuse a misspelt command. */
export const helpCommand = describeCommand({
  name: 'help',
  summary: 'display help for command',
  args: [argument('[command...]', 'as `train`, or `analyze ratio`')],
  examples: ['unrolled help analyze ratio'],
  run(_, [names]: [string[]], command) {
    let found = command.parent!;
    for (const name of names) {
      const below = found.commands.find((each) => each.name() === name);
      if (!below) throw new UsageError(`unknown command '${name}'; \`unrolled --help\` lists them`);
      found = below;
    }
    found.outputHelp();
  },
});
