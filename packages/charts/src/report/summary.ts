import { compare } from '../runs/configuration.js';
import { percent } from '../words/percent.js';
import { stopReasons } from '../words/result.js';
import { type Html, html, scroll, section } from './html.js';
import type { PageRun } from './reported-run.js';

interface Column {
  readonly head: string;
  readonly isNumber?: boolean;
  readonly cell: (run: PageRun) => string | Html;
}

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
  const isNumber = true;
  const { differing } = compare(runs.map(({ configuration }) => configuration));
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
    { head: 'cell', cell: ({ model }) => model },
    {
      head: 'accuracy',
      isNumber,
      cell: ({ result }) =>
        result?.accuracy === undefined ? '–' : html`<strong>${percent(result.accuracy)}</strong>`,
    },
    { head: 'loss', isNumber, cell: ({ result }) => (result ? score(result.loss) : '–') },
    {
      head: 'guessing',
      isNumber,
      cell: ({ dataset }) => {
        const { metric, value } = dataset.baseline;
        return `${metric === 'accuracy' ? percent(value) : score(value)} ${metric}`;
      },
    },
    {
      head: 'steps',
      isNumber,
      cell: ({ result, history }) => count(result?.steps ?? history.at(-1)?.step ?? 0),
    },
    { head: 'seconds', isNumber, cell: ({ result }) => result?.seconds.toFixed(1) ?? '–' },
    { head: 'ended', cell: ended },
    {
      head: 'parameters',
      isNumber,
      cell: ({ trained }) => (trained ? count(trained.parameters) : '–'),
    },
  ];
}

function ended({ result, status }: PageRun): string {
  return result ? (stopReasons[result.stopped] ?? status) : status;
}

const count = (value: number) => value.toLocaleString('en');

/** A loss that was no number is null in a run's file. */
const score = (value: number | null) => (value === null ? 'no number' : String(Number(value.toPrecision(4))));
