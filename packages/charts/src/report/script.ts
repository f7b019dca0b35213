/**
 * Reading a chart: the value under the pointer, or the one that the arrow keys are at. What can be read, and where in
 * the picture it is, stands in the table below the chart.
 *
 * A string, so that it reaches the page as it stands here; it therefore does without template literals.
 */
export const script = `
for (const figure of document.querySelectorAll('figure.chart')) {
  const plot = figure.querySelector('.plot');
  const picture = plot.querySelector('svg');
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
      .filter(({ cell }) => cell.dataset.y);
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
    const heights = values.map(({ cell }) => Number(cell.dataset.y));
    mark.replaceChildren(
      svg('line', { x1: x, x2: x, y1: 12, y2: Math.max(...heights, height / 2) }),
      ...values.map(({ cell, colour }) => svg('circle', { cx: x, cy: cell.dataset.y, r: 4.5, fill: colour })),
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
`;
