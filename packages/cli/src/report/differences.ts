import { compare, configurationOf } from './configuration.js';
import { type Html, html } from './html.js';
import type { ReportedRun } from './reported-run.js';

/** Which choices are not the same in all runs, and, folded away, which are. */
export function differenceSection(runs: readonly ReportedRun[]): Html {
  const configurations = runs.map(({ record }) => configurationOf(record));
  const { differing, shared } = compare(configurations);
  const [first] = configurations;
  const common = html`<table>
<caption class="unseen">${runs.length > 1 ? 'Shared configuration' : 'Configuration'}</caption>
<thead><tr><th scope="col">setting</th><th scope="col">value</th></tr></thead>
<tbody>${shared.map((name) => html`<tr><th scope="row">${name}</th><td>${first!.get(name)}</td></tr>`)}</tbody></table>`;
  if (runs.length === 1)
    return section(
      'Configuration',
      html`<details><summary>${shared.length} settings</summary>${common}</details>`,
    );
  return section(
    'What differs',
    html`${differing.length === 0 ? html`<p>Nothing: the runs were configured alike.</p>` : table(differing, configurations, runs)}
<details><summary>${shared.length} settings that all runs share</summary>${common}</details>`,
  );
}

function section(heading: string, content: Html): Html {
  return html`<section aria-labelledby="configuration">
<h2 id="configuration">${heading}</h2>
${content}
</section>`;
}

function table(
  differing: readonly string[],
  configurations: readonly ReadonlyMap<string, string>[],
  runs: readonly ReportedRun[],
): Html {
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Settings that differ"><table>
<caption class="unseen">Settings that differ, by run</caption>
<thead><tr><th scope="col">setting</th>${runs.map(
    ({ folder }, i) => html`<th scope="col"><a href="#run-${i + 1}" title="${folder}">run ${i + 1}</a></th>`,
  )}</tr></thead>
<tbody>${differing.map(
    (
      name,
    ) => html`<tr><th scope="row">${name}</th>${configurations.map((each) => html`<td>${each.get(name) ?? '–'}</td>`)}</tr>
`,
  )}</tbody></table></div>`;
}
