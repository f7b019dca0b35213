import { Command } from 'commander';
import { UsageError } from '../errors.js';

/** `unrolled help [command...]`: as `--help` of the command; the built-in one takes no misspelling amiss. */
export function helpCommand(): Command {
  return new Command('help')
    .description('display help for command')
    .argument('[command...]', 'as `train`, or `analyze ratio`')
    .addHelpText('after', '\nExample:\n  unrolled help analyze ratio')
    .action((names: string[], _, command: Command) => {
      let found = command.parent!;
      for (const name of names) {
        const below = found.commands.find((each) => each.name() === name);
        if (!below) throw new UsageError(`unknown command '${name}'; \`unrolled --help\` lists them`);
        found = below;
      }
      found.outputHelp();
    });
}
