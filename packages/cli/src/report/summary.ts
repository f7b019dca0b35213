import type { RunRecord } from '@unrolled/tasks';
import { percent, stopReasons } from '../render/result.js';
import { compare, configurationOf } from './configuration.js';
import { type Html, html } from './html.js';
import type { ReportedRun } from './reported-run.js';

interface Column {
  readonly head: string;
  readonly isNumber?: boolean;
  readonly cell: (run: ReportedRun) => string | Html;
}

/** A line a run: what was trained, and what came of it beside what guessing scores. */
export function summarySection(runs: readonly ReportedRun[]): Html {
  const columns = columnsFor(runs);
  return html`<section aria-labelledby="summary">
<h2 id="summary">Summary</h2>
<div class="scroll" tabindex="0" role="group" aria-label="Summary of the runs"><table class="summary">
<caption>Scored on the test set, with the weights of the best epoch</caption>
<thead><tr><th scope="col">run</th>${columns.map(
    ({ head, isNumber }) => html`<th scope="col"${isNumber && html` class="number"`}>${head}</th>`,
  )}</tr></thead>
<tbody>${runs.map(
    (
      run,
      i,
    ) => html`<tr><th scope="row" class="run"><a href="#run-${i + 1}">${i + 1}. ${run.folder}</a></th>${columns.map(
      ({ cell, isNumber }) => html`<td${isNumber && html` class="number"`}>${cell(run)}</td>`,
    )}</tr>
`,
  )}</tbody></table></div>
</section>`;
}

function columnsFor(runs: readonly ReportedRun[]): Column[] {
  const isNumber = true;
  const { differing } = compare(runs.map(({ record }) => configurationOf(record)));
  const tells = (option: string) => runs.length === 1 || differing.includes(option);
  return [
    {
      head: 'task',
      cell: ({ task }) => {
        const options = Object.entries(task.options).filter(([name]) => tells(name));
        const text = options.map(([name, value]) => `${name} ${value}`).join(', ');
        return html`${task.name}${text !== '' && html`<br><small>${text}</small>`}`;
      },
    },
    { head: 'cell', cell: ({ record }) => record.cell },
    {
      head: 'accuracy',
      isNumber,
      cell: ({ record: { result } }) =>
        result?.accuracy === undefined ? '–' : html`<strong>${percent(result.accuracy)}</strong>`,
    },
    { head: 'loss', isNumber, cell: ({ record: { result } }) => (result ? score(result.loss) : '–') },
    {
      head: 'guessing',
      isNumber,
      cell: ({ task: { dataset } }) => {
        const { metric, value } = dataset.baseline;
        return `${metric === 'accuracy' ? percent(value) : score(value)} ${metric}`;
      },
    },
    {
      head: 'steps',
      isNumber,
      cell: ({ record: { result, history } }) => count(result?.steps ?? history.at(-1)?.step ?? 0),
    },
    { head: 'seconds', isNumber, cell: ({ record: { result } }) => result?.seconds.toFixed(1) ?? '–' },
    { head: 'ended', cell: ({ record }) => ended(record) },
    {
      head: 'parameters',
      isNumber,
      cell: ({ trained }) => (trained ? count(trained.parameters) : '–'),
    },
  ];
}

function ended({ result, status }: RunRecord): string {
  return result ? (stopReasons[result.stopped] ?? status) : status;
}

const count = (value: number) => value.toLocaleString('en');

/** A loss that was no number is null in a run's file. */
const score = (value: number | null) => (value === null ? 'no number' : String(Number(value.toPrecision(4))));
