import type { Command, Option } from 'commander';

/** Options that mean the same for every command and so can be set for all of them at once. */
export const sharedKeys = ['backend', 'seed'] as const;

/** The options of a command that a config file can set, by key. */
export function settableOptions(command: Command): Record<string, Option> {
  const settable = command.options.filter(({ long }) => !['--config', '--version'].includes(long ?? ''));
  return Object.fromEntries(settable.map((option) => [option.attributeName(), option]));
}

/** The names that lead from the program to a command, as `['analyze', 'ratio']`. */
export function commandPath(command: Command): string[] {
  return command.parent ? [...commandPath(command.parent), command.name()] : [];
}

/** The commands below one that a person can name. */
export function visibleCommands(command: Command): Command[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .filter((below) => below.name() !== 'help');
}

/** Whether an option takes no value, as `--json` and `--no-bias`. */
export function isSwitch({ required, optional }: Option): boolean {
  return !required && !optional;
}
