import { compare } from '../runs/configuration.js';
import { percent } from '../words/percent.js';
import { stopReasons } from '../words/result.js';
import { type Html, html, scroll, section } from './html.js';
import type { PageRun } from './reported-run.js';

interface Column {
  readonly head: string;
  readonly cell: (run: PageRun) => string | Html;
  readonly isNumber: boolean;
}

const text = (head: string, cell: Column['cell']): Column => ({ head, cell, isNumber: false });
const number = (head: string, cell: Column['cell']): Column => ({ head, cell, isNumber: true });

/** A line a run: what was trained, and what came of it beside what guessing scores. */
export function summarySection(runs: readonly PageRun[]): Html {
  const columns = columnsFor(runs);
  const table = html`<table class="summary">
<caption>Scored on the test set, with the weights of the best epoch</caption>
<thead><tr><th scope="col">run</th>${columns.map(
    ({ head, isNumber }) => html`<th scope="col"${isNumber && html` class="number"`}>${head}</th>`,
  )}</tr></thead>
<tbody>${runs.map(
    (run, i) =>
      html`<tr><th scope="row" class="run"><a href="#run-${i + 1}">${i + 1}. ${run.name}</a></th>${columns.map(
        ({ cell, isNumber }) => html`<td${isNumber && html` class="number"`}>${cell(run)}</td>`,
      )}</tr>
`,
  )}</tbody></table>`;
  return section('summary', 'Summary', scroll('Summary of the runs', table));
}

function columnsFor(runs: readonly PageRun[]): Column[] {
  const { differing } = compare(runs.map(({ configuration }) => configuration));
  const tells = (option: string) => runs.length === 1 || differing.includes(option);
  return [
    text('task', ({ task }) => {
      const told = Object.entries(task.options).filter(([name]) => tells(name));
      const options = told.map(([name, value]) => `${name} ${value}`).join(', ');
      return html`${task.name}${options !== '' && html`<br><small>${options}</small>`}`;
    }),
    text('cell', ({ model }) => model),
    number('accuracy', ({ result }) =>
      result?.accuracy === undefined ? '–' : html`<strong>${percent(result.accuracy)}</strong>`,
    ),
    number('loss', ({ result }) => (result ? score(result.loss) : '–')),
    number(
      'guessing',
      ({
        dataset: {
          baseline: { metric, value },
        },
      }) => `${metric === 'accuracy' ? percent(value) : score(value)} ${metric}`,
    ),
    number('steps', ({ result, history }) => count(result?.steps ?? history.at(-1)?.step ?? 0)),
    number('seconds', ({ result }) => result?.seconds.toFixed(1) ?? '–'),
    text('ended', ({ result, status }) => (result && stopReasons[result.stopped]) ?? status),
    number('parameters', ({ trained }) => (trained ? count(trained.parameters) : '–')),
  ];
}

const count = (value: number) => value.toLocaleString('en');

/** A loss that was no number is null in a run's file. */
const score = (value: number | null) => (value === null ? 'no number' : String(Number(value.toPrecision(4))));
