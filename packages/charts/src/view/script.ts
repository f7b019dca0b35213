import { chartScript } from '../report/chart-script.js';
import { commandScript } from '../report/command-script.js';
import { sortScript } from '../report/sort-script.js';

/**
 * A list of runs that is kept up to date, and the charts of those that are chosen. What there is to show comes as events, as markup; which
 * runs are chosen stands in the address of the page. Without a choice the page follows whatever is in progress.
 */
export const script = `${chartScript}${commandScript}${sortScript}
const part = (id) => document.getElementById(id);
const say = (words) => {
  if (part('state').textContent !== words) part('state').textContent = words;
};
const parsed = (markup) => Object.assign(document.createElement('template'), { innerHTML: markup }).content;

const table = document.querySelector('.list table');
const body = table.tBodies[0];
const rows = new Map();
const sort = makeSortable(table);

const filter = () => {
  const words = part('filter').value.toLowerCase().split(/\\s+/).filter(Boolean);
  let shown = 0;
  for (const row of rows.values()) {
    const text = row.textContent.toLowerCase();
    row.hidden = !words.every((word) => text.includes(word));
    if (!row.hidden) shown++;
  }
  part('count').textContent = shown === rows.size ? rows.size + ' runs' : shown + ' of ' + rows.size + ' runs';
};
part('filter').addEventListener('input', filter);

const choice = () => new URLSearchParams(location.search).getAll('run');
const boxOf = (row) => row.querySelector('input');
const choose = (runs) => {
  const query = runs && '?' + new URLSearchParams((runs.length > 0 ? runs : ['']).map((run) => ['run', run]));
  history.replaceState(null, '', location.pathname + (query || ''));
  listen();
};
part('follow').addEventListener('click', () => choose());

const takeRow = (run, markup) => {
  const fresh = parsed(markup).firstElementChild;
  const row = rows.get(run);
  if (!row) {
    rows.set(run, fresh);
    body.append(fresh);
    boxOf(fresh).addEventListener('change', () =>
      choose([...rows].filter(([, row]) => boxOf(row).checked).map(([name]) => name)),
    );
    return;
  }
  // The box stays where it is: taken out and put back it would lose the focus that it may have.
  boxOf(row).disabled = boxOf(fresh).disabled;
  while (row.cells.length > 1) row.lastElementChild.remove();
  row.append(...[...fresh.cells].slice(1));
};

const takeRuns = ({ rows: changed, gone, chosen, others }) => {
  for (const run of gone) {
    rows.get(run)?.remove();
    rows.delete(run);
  }
  for (const [run, markup] of changed) takeRow(run, markup);
  for (const [run, row] of rows) boxOf(row).checked = chosen.includes(run);
  part('others').textContent = others > 0 ? others.toLocaleString('en') + ' more that changed before these are not listed.' : '';
  part('none').hidden = rows.size > 0;
  part('compared').hidden = chosen.length === 0;
  filter();
  sort();
};

let about = '';
const takeComparison = (told) => {
  renewFigures(part('charts'), parsed(told.curves));
  if (told.about === about) return;
  about = told.about;
  part('about').replaceChildren(parsed(about));
  enlivenCommands(part('about'));
};

let source;
const listen = () => {
  source?.close();
  const asked = choice();
  part('follow').hidden = asked.length === 0;
  source = new EventSource('events' + location.search);
  const on = (type, take) => source.addEventListener(type, ({ data }) => take(JSON.parse(data)));
  on('runs', takeRuns);
  on('comparison', takeComparison);
  on('remark', ({ words }) => (part('remark').textContent = words));
  on('end', () => {
    source.close();
    say('The viewer has ended. This is how the runs stood last.');
  });
  source.onopen = () => say('Up to date: what changes on disk changes here.');
  source.onerror = () => say('The viewer does not answer. This is how the runs stood last.');
};
listen();
`;
