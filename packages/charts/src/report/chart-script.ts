/**
 * Reading a chart: the value under the pointer, or the one that the arrow keys are at; what can be read, and where in the
 * picture it is, stands in the table below the chart. Hiding its lines, and seeing it on a logarithmic axis. All of this outlives
 * a new drawing, which takes the place of the old one by `renewFigures`.
 *
 * A string, so that it reaches the page as it stands here; it therefore does without template literals.
 */
export const chartScript = `
const renewals = new WeakMap();

const enliven = (figure) => {
  const plot = figure.querySelector('.plot');
  const svg = (name, attributes) => {
    const element = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  const mark = svg('g', { class: 'mark' });
  const tip = Object.assign(document.createElement('div'), { className: 'tip', hidden: true });
  const slider = Object.assign(document.createElement('input'), { type: 'range', className: 'unseen', min: 0, value: 0 });
  slider.setAttribute('aria-label', figure.querySelector('figcaption').textContent + ': values');
  plot.append(tip, slider);

  const hidden = new Set();
  let isLogarithmic = false;
  let shown;
  let linear, logarithmic, picture, axis, names, rows, width, height;

  // An entry of the legend hides its line, which is all that is drawn in its colour.
  const hideLines = () => {
    for (const { dataset, textContent } of names)
      for (const part of plot.querySelectorAll('[stroke="' + dataset.colour + '"], [fill="' + dataset.colour + '"]'))
        part.setAttribute('visibility', hidden.has(textContent.trim()) ? 'hidden' : 'visible');
  };
  let legend;
  const enliveLegend = () => {
    legend = figure.querySelector('.legend')?.outerHTML;
    for (const entry of figure.querySelectorAll('.legend li')) {
      const name = entry.textContent.trim();
      const button = Object.assign(document.createElement('button'), { type: 'button' });
      button.setAttribute('aria-pressed', String(!hidden.has(name)));
      button.append(...entry.childNodes);
      entry.append(button);
      button.addEventListener('click', () => {
        const isShown = hidden.delete(name) || !hidden.add(name);
        button.setAttribute('aria-pressed', String(isShown));
        hideLines();
        hide();
      });
    }
  };

  const logTool = Object.assign(document.createElement('button'), { type: 'button', className: 'tool', textContent: 'log axis' });
  const showAxis = () => {
    picture = isLogarithmic ? logarithmic : linear;
    linear.toggleAttribute('hidden', isLogarithmic);
    logarithmic?.toggleAttribute('hidden', !isLogarithmic);
    logTool.setAttribute('aria-pressed', String(isLogarithmic));
    picture.append(mark);
  };
  logTool.addEventListener('click', () => {
    isLogarithmic = !isLogarithmic;
    showAxis();
    hide();
  });

  const read = () => {
    linear = plot.querySelector(':scope > svg:not(.log)');
    logarithmic = plot.querySelector(':scope > svg.log');
    ({ width, height } = linear.viewBox.baseVal);
    const table = figure.querySelector('table');
    [axis, ...names] = table.tHead.rows[0].cells;
    rows = [...table.tBodies[0].rows].filter(({ dataset }) => dataset.x);
    slider.max = rows.length - 1;
    if (!logarithmic) {
      isLogarithmic = false;
      logTool.remove();
    } else if (!logTool.isConnected) plot.after(logTool);
    if (hidden.size > 0) hideLines();
    showAxis();
  };

  const hide = () => {
    shown = undefined;
    tip.hidden = true;
    mark.replaceChildren();
  };

  const show = (index) => {
    shown = index;
    const row = rows[index];
    const x = Number(row.dataset.x);
    const values = [...row.cells]
      .slice(1)
      .map((cell, i) => ({ cell, name: names[i].textContent, colour: names[i].dataset.colour }))
      .filter(({ cell, name }) => cell.dataset.y && !hidden.has(name.trim()));
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
    const yOf = ({ dataset }) => Number(isLogarithmic ? dataset.log : dataset.y);
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
  enliveLegend();
  read();

  renewals.set(figure, (fresh) => {
    for (const old of plot.querySelectorAll(':scope > svg')) old.remove();
    plot.prepend(...fresh.querySelectorAll('.plot > svg'));
    figure.querySelector('table').replaceWith(fresh.querySelector('table'));
    const entries = fresh.querySelector('.legend');
    if (entries?.outerHTML !== legend) {
      figure.querySelector('.legend')?.remove();
      if (entries) figure.querySelector('details').before(entries);
      enliveLegend();
    }
    read();
    if (shown !== undefined) show(Math.min(shown, rows.length - 1));
  });
};

const enlivenFigures = (region) => {
  for (const figure of region.querySelectorAll('figure.chart'))
    if (figure.querySelector('tbody tr[data-x]')) enliven(figure);
};

// Shows a region as it is drawn now; where it has the same charts as before, each stays as its reader has set it.
const renewFigures = (region, fresh) => {
  const titles = (part) =>
    [...part.querySelectorAll('h3, figcaption')].map(({ textContent }) => textContent).join('\\n');
  if (region.childElementCount > 0 && titles(region) === titles(fresh)) {
    const drawn = [...fresh.querySelectorAll('figure.chart')];
    for (const [i, figure] of [...region.querySelectorAll('figure.chart')].entries())
      renewals.get(figure)?.(drawn[i]);
  } else {
    region.replaceChildren(...fresh.childNodes);
    enlivenFigures(region);
  }
};
`;
