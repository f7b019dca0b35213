import { readFileSync } from 'node:fs';
import { type OptionSchemas, optionTable } from '@unrolled/datasets/options';
import { expect, it } from 'vitest';
import { models, optimizerChoice, optimizers, taskDefinitions, trainingSettings } from '../src/spec/index.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

/** The README with another table as the first under a heading. */
const withTable = (text: string, heading: string, table: string) =>
  text.replace(new RegExp(`(?<=^## ${heading}$[^|]*)^\\|.*\\|$(\\n\\|.*\\|$)*`, 'm'), () => table);

/** Settings by all that have them, those of the same owners together. */
function byOwners(owned: Readonly<Record<string, OptionSchemas>>): Record<string, OptionSchemas> {
  const grouped: Record<string, OptionSchemas> = {};
  for (const [name, schema] of Object.entries(Object.assign({}, ...Object.values(owned)) as OptionSchemas)) {
    const owners = Object.keys(owned).filter((owner) => name in owned[owner]!);
    const together = owners.length === Object.keys(owned).length ? 'all' : owners.join(', ');
    grouped[together] = { ...grouped[together], [name]: schema };
  }
  return grouped;
}

const settingsOf = (specs: Readonly<Record<string, { readonly settings: OptionSchemas }>>) =>
  byOwners(Object.fromEntries(Object.entries(specs).map(([kind, { settings }]) => [kind, settings])));
const named = (what: string, owners: Record<string, OptionSchemas>) =>
  Object.fromEntries(Object.entries(owners).map(([owner, options]) => [`${what}: ${owner}`, options]));

// `npx vitest run --project unit readme --update` writes the tables anew.
it('the README has tables of tasks, options and settings that follow from the specification', async () => {
  const tasks = Object.values(taskDefinitions);
  const rows = tasks.map(
    ({ name, summary, models }) => `| \`${name}\` | ${summary} | ${models.join(', ')} |`,
  );
  const options = Object.fromEntries(tasks.map(({ name, options }) => [name, options]));
  const settings = {
    ...named('models', settingsOf(models)),
    optimizers: optimizerChoice,
    ...named('optimizers', settingsOf(optimizers)),
    training: trainingSettings,
  };
  const tables = {
    Tasks: ['| task | what it asks | models, the usual one first |', '| --- | --- | --- |', ...rows].join(
      '\n',
    ),
    Options: optionTable('task', options),
    Settings: optionTable('of', settings),
  };
  const current = Object.entries(tables).reduce(
    (text, [heading, table]) => withTable(text, heading, table),
    readme,
  );
  await expect(current).toMatchFileSnapshot('../README.md');
});
