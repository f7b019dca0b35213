import { compare } from '../runs/configuration.js';
import { folded, html, type Section, scroll, section, table } from './html.js';
import type { PageRun } from './reported-run.js';

/** Which choices are not the same in all runs, and, folded away, which are. */
export function differenceSection(runs: readonly PageRun[]): Section {
  const { differing, shared } = compare(runs.map(({ configuration }) => configuration));
  const alone = runs.length === 1;
  const common = table(
    alone ? 'Configuration' : 'Shared configuration',
    ['setting', 'value'],
    shared.map((name) => [name, runs[0]!.configuration.get(name)]),
  );
  if (alone)
    return section('configuration', 'Configuration', folded(`${shared.length} settings`, '', common));
  const head = runs.map(({ name }, i) => html`<a href="#run-${i + 1}" title="${name}">run ${i + 1}</a>`);
  const rows = differing.map((name) => [
    name,
    ...runs.map(({ configuration }) => configuration.get(name) ?? '–'),
  ]);
  const differences =
    rows.length === 0
      ? html`<p>Nothing: the runs were configured alike.</p>`
      : scroll('Settings that differ', table('Settings that differ, by run', ['setting', ...head], rows));
  const folder = folded(`${shared.length} settings that all runs share`, '', common);
  return section('configuration', 'What differs', html`${differences}\n${folder}`);
}
