import type { Configuration } from './run.js';

/** The names whose values are not the same for all, and those whose values are; in their order. */
export function compare(configurations: readonly Configuration[]): {
  readonly differing: string[];
  readonly shared: string[];
} {
  const names = [...new Set(configurations.flatMap((configuration) => [...configuration.keys()]))];
  const differs = (name: string) => new Set(configurations.map((each) => each.get(name))).size > 1;
  return { differing: names.filter(differs), shared: names.filter((name) => !differs(name)) };
}

/**
 * What tells each run from the others, in a few words, as `lstm, length 10`. A name is left out where those before it
 * decide it: a learning rate that goes with the cell says nothing beside the cell.
 *
 * @param options.given names that are told elsewhere, as on an axis
 * @param options.apart names that are left untold: runs that differ only in them get the same label
 */
export function labels(
  runs: readonly { readonly configuration: Configuration }[],
  { given = [], apart = [] }: { readonly given?: readonly string[]; readonly apart?: readonly string[] } = {},
): string[] {
  const configurations = runs.map(({ configuration }) => configuration);
  const told: string[] = [...given];
  for (const name of compare(configurations).differing) {
    if (given.includes(name) || apart.includes(name)) continue;
    const values = new Map<string, Set<string | undefined>>();
    for (const configuration of configurations) {
      const group = JSON.stringify(told.map((name) => configuration.get(name) ?? null));
      values.set(group, (values.get(group) ?? new Set()).add(configuration.get(name)));
    }
    if ([...values.values()].some(({ size }) => size > 1)) told.push(name);
  }
  const shown = told.filter((name) => !given.includes(name));
  if (!shown.includes('cell') && !given.includes('cell')) shown.unshift('cell');
  return configurations.map((configuration) =>
    shown
      .filter((name) => configuration.has(name))
      .map((name) => describe(name, configuration.get(name)!))
      .join(', '),
  );
}

const speakForThemselves = ['task', 'cell', 'optimizer', 'backend', 'encoding', 'scheme', 'order'];

function describe(name: string, value: string): string {
  return speakForThemselves.includes(name) ? value : `${name} ${value}`;
}
