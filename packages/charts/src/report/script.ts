/**
 * What can be done with a page. Reading a chart: the value under the pointer, or the one that the arrow keys are at; what can
 * be read, and where in the picture it is, stands in the table below the chart. Hiding its lines, and seeing it on a logarithmic
 * axis. Copying a command, and sorting the summary.
 *
 * A string, so that it reaches the page as it stands here; it therefore does without template literals.
 */
export const script = `
for (const figure of document.querySelectorAll('figure.chart')) {
  const plot = figure.querySelector('.plot');
  let picture = plot.querySelector('svg');
  const table = figure.querySelector('table');
  const [axis, ...names] = [...table.tHead.rows[0].cells];
  const rows = [...table.tBodies[0].rows].filter(({ dataset }) => dataset.x);
  const { width, height } = picture.viewBox.baseVal;
  if (rows.length === 0) continue;

  const svg = (name, attributes) => {
    const element = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  const mark = svg('g', { class: 'mark' });
  const tip = Object.assign(document.createElement('div'), { className: 'tip', hidden: true });
  const slider = Object.assign(document.createElement('input'), {
    type: 'range',
    className: 'unseen',
    min: 0,
    max: rows.length - 1,
    value: 0,
  });
  slider.setAttribute('aria-label', figure.querySelector('figcaption').textContent + ': values');
  picture.append(mark);
  plot.append(tip, slider);

  // An entry of the legend hides its line, which is all that is drawn in its colour.
  const hidden = new Set();
  for (const entry of figure.querySelectorAll('.legend li')) {
    const { colour } = entry.dataset;
    const button = document.createElement('button');
    button.type = 'button';
    button.setAttribute('aria-pressed', 'true');
    button.append(...entry.childNodes);
    entry.append(button);
    button.addEventListener('click', () => {
      const isShown = hidden.delete(colour) || !hidden.add(colour);
      button.setAttribute('aria-pressed', String(isShown));
      for (const part of plot.querySelectorAll('[stroke="' + colour + '"], [fill="' + colour + '"]'))
        part.setAttribute('visibility', isShown ? 'visible' : 'hidden');
      hide();
    });
  }

  const logarithmic = plot.querySelector('svg.log');
  if (logarithmic) {
    const linear = picture;
    const button = Object.assign(document.createElement('button'), {
      type: 'button',
      className: 'tool',
      textContent: 'log axis',
    });
    button.setAttribute('aria-pressed', 'false');
    button.addEventListener('click', () => {
      picture = picture === linear ? logarithmic : linear;
      linear.toggleAttribute('hidden', picture !== linear);
      logarithmic.toggleAttribute('hidden', picture === linear);
      button.setAttribute('aria-pressed', String(picture !== linear));
      picture.append(mark);
      hide();
    });
    plot.after(button);
  }

  const hide = () => {
    tip.hidden = true;
    mark.replaceChildren();
  };

  const show = (index) => {
    const row = rows[index];
    const x = Number(row.dataset.x);
    const values = [...row.cells]
      .slice(1)
      .map((cell, i) => ({ cell, name: names[i].textContent, colour: names[i].dataset.colour }))
      .filter(({ cell, colour }) => cell.dataset.y && !hidden.has(colour));
    const head = document.createElement('strong');
    head.textContent = axis.textContent + ' ' + row.cells[0].textContent;
    const lines = values.map(({ cell, name, colour }) => {
      const swatch = svg('svg', { width: 10, height: 10, 'aria-hidden': 'true' });
      swatch.append(svg('circle', { cx: 5, cy: 5, r: 4, fill: colour }));
      const line = document.createElement('span');
      line.append(swatch, ' ' + name + ': ' + cell.textContent);
      return line;
    });
    tip.replaceChildren(head, ...lines);
    tip.hidden = false;
    const right = x > width / 2;
    tip.style.left = right ? '' : (100 * x) / width + '%';
    tip.style.right = right ? 100 - (100 * x) / width + '%' : '';
    const yOf = ({ dataset }) => Number(picture.matches('.log') ? dataset.log : dataset.y);
    const heights = values.map(({ cell }) => yOf(cell));
    mark.replaceChildren(
      svg('line', { x1: x, x2: x, y1: 12, y2: Math.max(...heights, height / 2) }),
      ...values.map(({ cell, colour }) => svg('circle', { cx: x, cy: yOf(cell), r: 4.5, fill: colour })),
    );
    slider.value = index;
    slider.setAttribute(
      'aria-valuetext',
      [head, ...lines].map(({ textContent }) => textContent.trim()).join(', '),
    );
  };

  plot.addEventListener('pointermove', ({ clientX }) => {
    const box = picture.getBoundingClientRect();
    const x = ((clientX - box.left) / box.width) * width;
    const distances = rows.map(({ dataset }) => Math.abs(Number(dataset.x) - x));
    show(distances.indexOf(Math.min(...distances)));
  });
  plot.addEventListener('pointerleave', hide);
  slider.addEventListener('input', () => show(Number(slider.value)));
  slider.addEventListener('focus', () => show(Number(slider.value)));
  slider.addEventListener('blur', hide);
}

for (const command of document.querySelectorAll('.command')) {
  const button = Object.assign(document.createElement('button'), {
    type: 'button',
    className: 'tool',
    textContent: 'Copy',
  });
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(command.textContent);
    } catch {
      getSelection().selectAllChildren(command);
      document.execCommand('copy');
    }
    button.textContent = 'Copied';
    setTimeout(() => (button.textContent = 'Copy'), 2000);
  });
  const frame = Object.assign(document.createElement('div'), { className: 'copied' });
  const text = command.parentElement;
  text.replaceWith(frame);
  frame.append(text, button);
}

for (const table of document.querySelectorAll('table.summary')) {
  const heads = [...table.tHead.rows[0].cells];
  const value = (row, column) => row.cells[column].textContent.trim();
  const measure = (text) => Number.parseFloat(text.replaceAll(',', ''));
  const compare = new Intl.Collator('en', { numeric: true }).compare;
  for (const [column, head] of heads.entries()) {
    const button = Object.assign(document.createElement('button'), { type: 'button' });
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener('click', () => {
      const direction = head.getAttribute('aria-sort') === 'ascending' ? 'descending' : 'ascending';
      for (const each of heads) each.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', direction);
      const sign = direction === 'ascending' ? 1 : -1;
      const sorted = [...table.tBodies[0].rows].sort((a, b) => {
        const [one, other] = [value(a, column), value(b, column)];
        const difference = head.matches('.number') ? measure(one) - measure(other) : compare(one, other);
        return sign * (Number.isNaN(difference) ? Number(Number.isNaN(measure(other))) - Number(Number.isNaN(measure(one))) : difference);
      });
      table.tBodies[0].append(...sorted);
    });
  }
}
`;
