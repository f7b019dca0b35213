import type { DatasetEntry } from '@unrolled/datasets';
import type { AsyncDatasetEntry } from '@unrolled/datasets/node';
import { describeOptions, integer, oneOf } from '@unrolled/datasets/options';
import type { Command } from 'commander';
import { argument, describeCommand, makeCommand } from '../command.js';
import { asUsage, UsageError } from '../errors.js';
import { flag, flagOf, mapValues, flags as shared, textFlag, valuesOf } from '../flags.js';
import { print, printJson } from '../render/print.js';

/** `unrolled dataset NAME …`; the names, each with options of its own, are known after {@link addDatasets}. */
export const datasetCommand = describeCommand({
  name: 'dataset',
  summary: 'write examples of a dataset as npz, csv or jsonl, to a file or to stdout',
  args: [argument('[name]', 'the dataset; the list of them unless given')],
  flags: () => ({ json: shared.json() }),
  examples: ['unrolled dataset palindrome --length 20 --count 1000 --format npz --out palindromes.npz'],
  async run({ json }, [name]: [string?]) {
    const { catalogue } = await import('@unrolled/datasets/node');
    if (name !== undefined) throw unknown(name, catalogue);
    for (const [known, { description, options }] of Object.entries(catalogue)) {
      if (json) printJson({ name: known, description, options: describeOptions(options) });
      else print(`${known}: ${description}`);
    }
  },
});

const unknown = (name: string, catalogue: object) =>
  new UsageError(`unknown dataset '${name}'; the datasets are: ${Object.keys(catalogue).join(', ')}`);

/**
 * Gives the program's `dataset` a subcommand for every dataset in the catalogue.
 *
 * @throws UsageError if the command line names another, before any option of it is found unknown
 */
export async function addDatasets(program: Command): Promise<void> {
  const library = await import('@unrolled/datasets/node');
  const [asked, name = '-'] = program.args;
  if (asked === 'dataset' && !name.startsWith('-') && !Object.hasOwn(library.catalogue, name))
    throw unknown(name, library.catalogue);
  const command = program.commands.find((each) => each.name() === 'dataset')!.usage('[name] [options]');
  for (const name of Object.keys(library.catalogue) as (keyof typeof library.catalogue)[]) {
    command.addCommand(makeCommand(exportCommand(name, library)).copyInheritedSettings(command));
  }
}

type Library = typeof import('@unrolled/datasets/node');

function exportCommand(name: keyof Library['catalogue'], library: Library) {
  const { exportDataset, exportFormats: formats } = library;
  const { description, options, create }: DatasetEntry | AsyncDatasetEntry = library.catalogue[name];
  const ofDataset = mapValues(options, (schema, key) => flagOf(key, schema, { withDefault: true }));
  return describeCommand({
    name,
    summary: description,
    flags: () => ({
      ...ofDataset,
      count: flag(
        '--count <examples>',
        'how many examples (default: 1000, or all that a finite dataset has)',
        integer(1),
      ),
      format: flag(
        '--format <name>',
        `${formats.join(', ')} (default: what the name of --out ends with, or jsonl)`,
        oneOf(formats),
      ),
      out: textFlag('--out <file>', 'the file to write; stdout unless given'),
      seed: shared.seed(),
    }),
    examples: [`unrolled dataset ${name} --count 1000 --out ${name}.npz`],
    async run({ count, format, out, seed, ...flags }, _, command) {
      if (command.parent?.opts().json)
        throw new UsageError('--json lists the datasets; examples come as --format jsonl');
      try {
        const dataset = await create(valuesOf(ofDataset, flags) as never);
        const drawn = count ?? ('size' in dataset ? undefined : 1000);
        await exportDataset(dataset, {
          format: format ?? formats.find((ending) => out?.endsWith(`.${ending}`)) ?? 'jsonl',
          to: out ?? process.stdout,
          seed,
          ...(drawn !== undefined && { count: drawn }),
        });
      } catch (error) {
        throw asUsage(error);
      }
    },
  });
}
