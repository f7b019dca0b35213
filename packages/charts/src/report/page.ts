import type { LineChart } from '../data/chart.js';
import { flowCharts } from '../runs/gradient-flow.js';
import { learningCurves } from '../runs/learning-curves.js';
import { readRun } from '../runs/run.js';
import { scoresByLength } from '../runs/scores.js';
import { derivationSection } from './derivation.js';
import { differenceSection } from './differences.js';
import { exampleSection } from './example-section.js';
import { folded, type Html, html, type Section, section, textOf, trusted } from './html.js';
import { lineFigure } from './line-figure.js';
import { moment } from './moment.js';
import { policy } from './policy.js';
import type { PageRun, ReportedRun } from './reported-run.js';
import { script } from './script.js';
import { style } from './style.js';
import { summarySection } from './summary.js';

/**
 * A page that compares runs, as one HTML document that asks nothing of any network and runs no script but its own: its
 * policy would not let it.
 */
export async function reportPage(reported: readonly ReportedRun[]): Promise<string> {
  const runs = reported.map(({ record, ...run }) => ({ ...readRun(record, run.dataset), ...run }));
  const tasks = [...new Set(runs.map(({ task }) => task.name))];
  const title = runs.length === 1 ? `A run of ${tasks[0]}` : `${runs.length} runs of ${listed(tasks)}`;
  const sections = [
    summarySection(runs),
    curveSection(runs),
    differenceSection(runs),
    flowSection(runs),
    runSection(runs),
    derivationSection(runs),
  ].filter((section) => section !== undefined);
  return textOf(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${await policy({ style, script })}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="${generator}">
<title>${title}</title>
<style>${trusted(style)}</style>
</head>
<body>
<header><h1>${title}</h1>
<nav aria-label="Contents"><ul>${sections.map(({ id, heading }) => html`<li><a href="#${id}">${heading}</a></li>`)}</ul></nav>
</header>
<main>
${sections.map(({ content }) => html`${content}\n`)}</main>
<footer><p>Made by <code>unrolled report</code>.</p></footer>
<script>${trusted(script)}</script>
</body>
</html>
`);
}

/** Whether a document is a report, as {@link reportPage} makes them. */
export function isReport(document: string): boolean {
  return document.includes(`<meta name="generator" content="${generator}">`);
}

const generator = 'unrolled report';

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

function curveSection(runs: readonly PageRun[]): Section {
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
function eachTask(runs: readonly PageRun[], chartsOf: (runs: readonly PageRun[]) => LineChart[]): Html[] {
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

function flowSection(runs: readonly PageRun[]): Section | undefined {
  const charts = eachTask(runs, (group) =>
    flowCharts(
      group.flatMap(({ configuration, trained }) =>
        trained?.flow ? [{ configuration, flow: trained.flow }] : [],
      ),
    ),
  );
  if (charts.length === 0) return undefined;
  return section(
    'flow',
    'Gradient flow',
    html`<p class="note">How much the state s<sub>t</sub> still matters to the last one, in the trained weights on one fresh example: the spectral norm of ∂s<sub>T</sub>/∂s<sub>t</sub>. Far below 1 it has vanished, far above it explodes. Shown for single recurrent layers of moderate size, one run where several differ only in their seed.</p>
${charts}`,
  );
}

function figures(charts: readonly LineChart[]): Html {
  return html`<div class="figures">${charts.map(lineFigure)}</div>`;
}

/** Each run alone: what it answers, and how to make it again. */
function runSection(runs: readonly PageRun[]): Section {
  const articles = runs.map(
    (run, i) => html`<article id="run-${i + 1}" aria-labelledby="run-${i + 1}-name">
<h3 id="run-${i + 1}-name">${i + 1}. ${run.name}</h3>
${dates(run)}<p>To repeat it:</p>
<pre class="scroll" tabindex="0" role="group" aria-label="Command of run ${i + 1}"><code class="command">${run.command}</code></pre>
<p class="note">Seed ${run.seed}, backend ${run.backend}, ${Object.entries(run.versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}.</p>
${folded('Examples', run.name, exampleSection(run), runs.length <= 3)}
</article>
`,
  );
  return section('runs', runs.length > 1 ? 'The runs' : 'The run', html`${articles}`);
}

/** When a run began and ended; nothing of runs of before, which are not dated. */
function dates({ started, ended, status }: PageRun): Html | undefined {
  if (started === undefined) return undefined;
  return html`<p class="note">Began ${moment(started)}${ended === undefined ? `; ${status}` : html`, ended ${moment(ended)}`}.</p>
`;
}
