import { flowCharts } from '../runs/gradient-flow.js';
import { readRun } from '../runs/run.js';
import { curveSection, eachTask } from './curves.js';
import { derivationSection } from './derivation.js';
import { differenceSection } from './differences.js';
import { html, type Section, section, textOf, trusted } from './html.js';
import { policy } from './policy.js';
import type { PageRun, ReportedRun } from './reported-run.js';
import { runSection } from './run-section.js';
import { script } from './script.js';
import { style } from './style.js';
import { summarySection } from './summary.js';

/**
 * A page that compares runs, as one HTML document that asks nothing of any network and runs no script but its own: its
 * policy would not let it.
 *
 * @example
 * const { store } = runInMemory('runs/parity');
 * const job = planJob('parity', { length: 4 }, { settings: { steps: 20 } });
 * for await (const event of runJob(job, { store })) {}
 * const { record } = (await recordedRun(store))!;
 * const page = await reportPage([
 *   { name: 'runs/parity', record, dataset: sequencesTold(record), command: 'unrolled train parity --length 4' },
 * ]);
 * isReport(page); // → true
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

/**
 * Whether a document is a report, as {@link reportPage} makes them.
 *
 * @example
 * isReport('<!doctype html><title>Something else</title>'); // → false
 */
export function isReport(document: string): boolean {
  return document.includes(`<meta name="generator" content="${generator}">`);
}

const generator = 'unrolled report';

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
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
