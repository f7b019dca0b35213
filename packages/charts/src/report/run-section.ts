import { exampleSection } from './example-section.js';
import { folded, type Html, html, type Section, section } from './html.js';
import { moment } from './moment.js';
import type { PageRun } from './reported-run.js';

/** Each run alone: what it answers, and how to make it again. */
export function runSection(runs: readonly PageRun[], withExamples = true): Section {
  const articles = runs.map(
    (run, i) => html`<article id="run-${i + 1}" aria-labelledby="run-${i + 1}-name">
<h3 id="run-${i + 1}-name">${i + 1}. ${run.name}</h3>
${dates(run)}${run.command !== '' && command(run.command, i + 1)}
<p class="note">${origin(run)}.</p>
${withExamples && folded('Examples', run.name, exampleSection(run), runs.length <= 3)}
</article>
`,
  );
  return section('runs', runs.length > 1 ? 'The runs' : 'The run', html`${articles}`);
}

/** What a run was computed by; records of before name no versions. */
const origin = ({ seed, backend, versions }: PageRun) =>
  [`Seed ${seed}`, `backend ${backend}`, ...Object.entries(versions).map((named) => named.join(' '))].join(
    ', ',
  );

function command(line: string, number: number): Html {
  return html`<p>To repeat it:</p>
<pre class="scroll" tabindex="0" role="group" aria-label="Command of run ${number}"><code class="command">${line}</code></pre>`;
}

/** When a run began and ended; nothing of runs of before, which are not dated. */
function dates({ started, ended, status }: PageRun): Html | undefined {
  if (started === undefined) return undefined;
  return html`<p class="note">Began ${moment(started)}${ended === undefined ? `; ${status}` : html`, ended ${moment(ended)}`}.</p>
`;
}
