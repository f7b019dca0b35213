import { compare } from '../runs/configuration.js';
import { percent } from '../words/percent.js';
import { stopReasons } from '../words/result.js';
import { type Html, html, type Section, scroll, section } from './html.js';
import { moment } from './moment.js';
import type { PageRun } from './reported-run.js';

type Column = readonly [head: string, cell: (run: PageRun) => string | Html, kind?: 'number'];

/** A line a run: what was trained, and what came of it beside what guessing scores. */
export function summarySection(runs: readonly PageRun[]): Section {
  const columns = columnsFor(runs);
  const table = html`<table class="summary">
<caption>Scored on the test set, with the weights of the best epoch</caption>
<thead><tr><th scope="col">run</th>${columns.map(
    ([head, , kind]) => html`<th scope="col"${kind && html` class="number"`}>${head}</th>`,
  )}</tr></thead>
<tbody>${runs.map(
    (run, i) =>
      html`<tr><th scope="row" class="run"><a href="#run-${i + 1}">${i + 1}. ${run.name}</a></th>${columns.map(
        ([head, cell, kind]) =>
          html`<td data-label="${head}"${kind && html` class="number"`}>${cell(run)}</td>`,
      )}</tr>
`,
  )}</tbody></table>`;
  return section('summary', 'Summary', scroll('Summary of the runs', table));
}

function columnsFor(runs: readonly PageRun[]): Column[] {
  const { differing } = compare(runs.map(({ configuration }) => configuration));
  const tells = (option: string) => runs.length === 1 || differing.includes(option);
  const isDated = runs.some(({ started }) => started !== undefined);
  return [
    ...(isDated ? [['started', ({ started }: PageRun) => (started ? moment(started) : '–')] as const] : []),
    ['task', ({ task }) => taskCell(task, tells)],
    ['cell', ({ model }) => model],
    ['accuracy', ({ result }) => accuracyCell(result?.accuracy), 'number'],
    ['loss', ({ result }) => (result ? score(result.loss) : '–'), 'number'],
    ['guessing', ({ dataset }) => guessing(dataset.baseline), 'number'],
    ['steps', ({ result, history }) => count(result?.steps ?? history.at(-1)?.step ?? 0), 'number'],
    ['seconds', ({ result }) => result?.seconds.toFixed(1) ?? '–', 'number'],
    ['ended', ({ result, status }) => (result && stopReasons[result.stopped]) ?? status],
    ['parameters', ({ trained }) => (trained ? count(trained.parameters) : '–'), 'number'],
  ];
}

function taskCell({ name, options: given }: PageRun['task'], tells: (option: string) => boolean): Html {
  const told = Object.entries(given).filter(([option]) => tells(option));
  const options = told.map(([option, value]) => `${option} ${value}`).join(', ');
  return html`${name}${options !== '' && html`<br><small>${options}</small>`}`;
}

const accuracyCell = (accuracy: number | undefined) =>
  accuracy === undefined ? '–' : html`<strong>${percent(accuracy)}</strong>`;

const guessing = ({ metric, value }: PageRun['dataset']['baseline']) =>
  `${metric === 'accuracy' ? percent(value) : score(value)} ${metric}`;

const count = (value: number) => value.toLocaleString('en');

/** A loss that was no number is null in a run's file. */
const score = (value: number | null) => (value === null ? 'no number' : String(Number(value.toPrecision(4))));
