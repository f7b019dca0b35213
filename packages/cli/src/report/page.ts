import type { LineChart } from '../render/chart.js';
import { byLength, learningCurves } from './curves.js';
import { derivationSection } from './derivation.js';
import { differenceSection } from './differences.js';
import { exampleSection } from './example-section.js';
import { flowCharts } from './gradient-flow.js';
import { type Html, html, trusted } from './html.js';
import { lineFigure } from './line-figure.js';
import type { ReportedRun } from './reported-run.js';
import { summarySection } from './summary.js';
import { trainCommandLine } from './train-command.js';

/** What a page looks like, and the script by which its charts are read. */
export interface PageAssets {
  readonly style: string;
  readonly script: string;
}

/** A report as one HTML document that asks nothing of any network: its policy would not let it. */
export function reportPage(runs: readonly ReportedRun[], { style, script }: PageAssets): string {
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
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${trusted(style)}</style>
</head>
<body>
<header><h1>${title}</h1></header>
<main>
${sections.map((section) => html`${section}\n`)}</main>
<footer><p>Made by <code>unrolled report</code>.</p></footer>
<script>${trusted(script)}</script>
</body>
</html>
`.markup;
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

function curveSection(runs: readonly ReportedRun[]): Html {
  const lengths = [...groupBy(runs, ({ task }) => task.name).values()].flatMap(byLength);
  return html`<section aria-labelledby="curves">
<h2 id="curves">Curves</h2>
<p class="note">Point at a chart, or reach it with Tab and use the arrow keys, to read its values. Lines are means and bands the spread of runs that differ only in their seed; one that has ended no longer counts.</p>
${lengths.length > 0 && figures(lengths)}
${eachTask(runs, learningCurves)}</section>`;
}

/** Runs of one task, its options included, share their axes; others do not. */
function eachTask(
  runs: readonly ReportedRun[],
  chartsOf: (runs: readonly ReportedRun[]) => LineChart[],
): Html[] {
  const groups = [...groupBy(runs, ({ task }) => JSON.stringify([task.name, task.options])).values()];
  return groups.flatMap((group) => {
    const charts = chartsOf(group);
    if (charts.length === 0) return [];
    const heading = groups.length > 1 && html`<h3>${taskTitle(group[0]!)}</h3>\n`;
    return [html`${heading}${figures(charts)}\n`];
  });
}

function groupBy<K>(runs: readonly ReportedRun[], key: (run: ReportedRun) => K): Map<K, ReportedRun[]> {
  const groups = new Map<K, ReportedRun[]>();
  for (const run of runs) groups.set(key(run), [...(groups.get(key(run)) ?? []), run]);
  return groups;
}

function taskTitle({ task }: ReportedRun): string {
  return [task.name, ...Object.entries(task.options).map(([name, value]) => `${name} ${value}`)].join(', ');
}

function flowSection(runs: readonly ReportedRun[]): Html | undefined {
  const charts = eachTask(runs, flowCharts);
  if (charts.length === 0) return undefined;
  return html`<section aria-labelledby="flow">
<h2 id="flow">Gradient flow</h2>
<p class="note">How much the state s<sub>t</sub> still matters to the last one, in the trained weights on one fresh example: the spectral norm of ∂s<sub>T</sub>/∂s<sub>t</sub>. Far below 1 it has vanished, far above it explodes. Shown for single recurrent layers of moderate size, one run where several differ only in their seed.</p>
${charts}</section>`;
}

function figures(charts: readonly LineChart[]): Html {
  return html`<div class="figures">${charts.map(lineFigure)}</div>`;
}

/** Each run alone: what it answers, and how to make it again. */
function runSection(runs: readonly ReportedRun[]): Html {
  return html`<section aria-labelledby="runs">
<h2 id="runs">${runs.length > 1 ? 'The runs' : 'The run'}</h2>
${runs.map(
  (run, i) => html`<article id="run-${i + 1}" aria-labelledby="run-${i + 1}-name">
<h3 id="run-${i + 1}-name">${i + 1}. ${run.folder}</h3>
<p>To repeat it:</p>
<pre class="scroll" tabindex="0" role="group" aria-label="Command of run ${i + 1}"><code class="command">${trainCommandLine(run.task, run.record)}</code></pre>
<p class="note">Seed ${run.record.seed}, backend ${run.record.backend}, ${Object.entries(run.record.versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ')}.</p>
<details${runs.length <= 3 && html` open`}><summary>Examples<span class="unseen"> of ${run.folder}</span></summary>
${exampleSection(run, run.folder)}
</details>
</article>
`,
)}</section>`;
}
