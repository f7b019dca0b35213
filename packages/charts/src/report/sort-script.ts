/** Sorting a table by its columns: by what a cell says, or by the value that it names. */
export const sortScript = `
const makeSortable = (table) => {
  const heads = [...table.tHead.rows[0].cells];
  const value = ({ cells }, column) => cells[column]?.dataset.value ?? cells[column]?.textContent.trim() ?? '';
  const measure = (text) => Number.parseFloat(text.replaceAll(',', ''));
  const compare = new Intl.Collator('en', { numeric: true }).compare;
  const sort = () => {
    const column = heads.findIndex((head) => head.hasAttribute('aria-sort'));
    if (column < 0) return;
    const sign = heads[column].getAttribute('aria-sort') === 'ascending' ? 1 : -1;
    const before = [...table.tBodies[0].rows];
    const sorted = [...before].sort((a, b) => {
      const [one, other] = [value(a, column), value(b, column)];
      if (!heads[column].matches('.number')) return sign * compare(one, other);
      const [x, y] = [measure(one), measure(other)];
      return Number.isNaN(x) || Number.isNaN(y) ? Number(Number.isNaN(x)) - Number(Number.isNaN(y)) : sign * (x - y);
    });
    if (sorted.every((row, i) => row === before[i])) return;
    const focused = document.activeElement;
    table.tBodies[0].append(...sorted);
    focused.focus({ preventScroll: true });
  };
  for (const head of heads) {
    if (head.matches('.unsorted')) continue;
    const button = Object.assign(document.createElement('button'), { type: 'button' });
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener('click', () => {
      const direction = head.getAttribute('aria-sort') === 'ascending' ? 'descending' : 'ascending';
      for (const each of heads) each.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', direction);
      sort();
    });
  }
  return sort;
};
`;
