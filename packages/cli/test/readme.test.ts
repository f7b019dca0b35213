import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { expect, it } from 'vitest';
import { createProgram } from '../src/program.js';
import { settingFlags } from '../src/training-flags.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** The page with the first table under a heading replaced. */
function withTable(page: string, heading: string, written: string): string {
  return page.replace(new RegExp(`(?<=^## ${heading}$[^|]*)^\\|.*\\|$(\\n\\|.*\\|$)*`, 'm'), written);
}

// `npx vitest run --project unit packages/cli/test/readme.test.ts --update` writes the tables anew.
it('the tables of the README follow from the commands and the settings', async () => {
  const program = createProgram();
  const help = program.createHelp();
  const rowsOf = (command: Command, words: string): string[][] =>
    command.commands.length > 0
      ? command.commands.flatMap((below) => rowsOf(below, `${words} ${command.name()}`))
      : [[`\`${words} ${help.subcommandTerm(command)}\``, command.description()]];
  const commands = help.visibleCommands(program).flatMap((command) => rowsOf(command, 'unrolled'));
  const settings = Object.values(settingFlags()).map(({ flags, description }) => [
    `\`${flags}\``,
    description,
  ]);
  const page = withTable(readme, 'Commands', table(['command', 'what it does'], commands));
  await expect(withTable(page, 'Settings', table(['flag', 'what it sets'], settings))).toMatchFileSnapshot(
    '../README.md',
  );
});
