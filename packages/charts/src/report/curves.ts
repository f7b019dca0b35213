import type { LineChart } from '../data/chart.js';
import { learningCurves } from '../runs/learning-curves.js';
import { scoresByLength } from '../runs/scores.js';
import { type Html, html, type Section, section } from './html.js';
import { lineFigure } from './line-figure.js';
import type { PageRun } from './reported-run.js';

/** How the runs learned, task by task, and how the score goes with the length where that varies. */
export function curveSection(runs: readonly PageRun[]): Section {
  const lengths = [...groupBy(runs, ({ task }) => task.name).values()].flatMap(scoresByLength);
  return section(
    'curves',
    'Curves',
    html`<p class="note">Point at a chart, or reach it with Tab and use the arrow keys, to read its values. Lines are means and bands the spread of runs that differ only in their seed; one that has ended no longer counts.</p>
${lengths.length > 0 && figures(lengths)}
${eachTask(runs, learningCurves)}`,
  );
}

/** Runs of one task, its options included, share their axes; others do not. */
export function eachTask(
  runs: readonly PageRun[],
  chartsOf: (runs: readonly PageRun[]) => LineChart[],
): Html[] {
  const groups = [...groupBy(runs, ({ task }) => JSON.stringify([task.name, task.options])).values()];
  return groups.flatMap((group) => {
    const charts = chartsOf(group);
    if (charts.length === 0) return [];
    const heading = groups.length > 1 && html`<h3>${taskTitle(group[0]!)}</h3>\n`;
    return [html`${heading}${figures(charts)}\n`];
  });
}

function groupBy<K>(runs: readonly PageRun[], key: (run: PageRun) => K): Map<K, PageRun[]> {
  const groups = new Map<K, PageRun[]>();
  for (const run of runs) groups.set(key(run), [...(groups.get(key(run)) ?? []), run]);
  return groups;
}

function taskTitle({ task }: PageRun): string {
  return [task.name, ...Object.entries(task.options).map(([name, value]) => `${name} ${value}`)].join(', ');
}

function figures(charts: readonly LineChart[]): Html {
  return html`<div class="figures">${charts.map(lineFigure)}</div>`;
}
