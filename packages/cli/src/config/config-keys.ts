import type { Command, Option } from 'commander';

/** Options that mean the same for every command and so can be set for all of them at once. */
export const sharedKeys = ['backend', 'seed'];

/** The options that say where a command writes, and which server is trusted, by what a file that nobody named must not say. */
export const namedOnly: Readonly<Record<string, string>> = {
  out: 'where to write',
  queue: 'which server to use',
};

/** Options for all commands, as the first command that has them has them. */
export function sharedOptions(program: Command): Record<string, Option> {
  const all = Object.assign({}, ...program.commands.map(settableOptions).reverse());
  return Object.fromEntries(sharedKeys.map((key) => [key, all[key]]));
}

/** The options of a command that a config file can set, by key. */
export function settableOptions(command: Command): Record<string, Option> {
  const settable = command.options.filter(({ long }) => !['--config', '--version'].includes(long ?? ''));
  return Object.fromEntries(settable.map((option) => [option.attributeName(), option]));
}

/** The commands below one that a person can name. */
export function visibleCommands(command: Command): Command[] {
  const visible = command.createHelp().visibleCommands(command);
  return visible.filter((below) => below.name() !== 'help');
}

/** Whether an option takes no value, as `--json` and `--no-bias`. */
export function isSwitch({ required, optional }: Option): boolean {
  return !required && !optional;
}
