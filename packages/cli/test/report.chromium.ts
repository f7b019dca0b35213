import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe, { type AxeResults } from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runInProcess } from './run-in-process.js';

const cwd = mkdtempSync(join(tmpdir(), 'unrolled-report-page-'));
const size = '--steps 6 --steps-per-epoch 2 --hidden 4 --batch 4 --json'.split(' ');
const runs = {
  'sweep/lstm': 'palindrome --cell lstm --gradient-norms',
  'sweep/rnn': 'palindrome --cell rnn --gradient-norms --seed 2',
  'sweep/a-folder-with-such-a-long-name-that-no-narrow-screen-can-hold-it':
    'palindrome --cell gru --length 10',
  mnist: 'mnist-rows --cell gru',
  addition: 'binary-addition --scheme encoder-decoder --length 4',
};

let browser: Browser;

beforeAll(async () => {
  for (const [out, task] of Object.entries(runs)) {
    await runInProcess(['train', ...task.split(' '), ...size, '--out', out], cwd);
  }
  // A loss that has come down by more than a power of ten.
  const file = join(cwd, 'mnist/run.json');
  const record = JSON.parse(readFileSync(file, 'utf8'));
  record.curve.points[0].loss *= 40;
  writeFileSync(file, JSON.stringify(record));
  const { code } = await runInProcess(['report', 'sweep', 'mnist', 'addition'], cwd);
  expect(code).toBe(0);
  browser = await chromium.launch({
    ...(process.env.CHROMIUM && { executablePath: process.env.CHROMIUM }),
    args: ['--no-sandbox', '--disable-quic', '--disable-background-networking', '--disable-component-update'],
  });
}, 300_000);

afterAll(() => browser?.close());

/** The report as somebody with this screen opens it, and what the console says of it. */
async function open({ width = 1200, colorScheme = 'light' as 'light' | 'dark' } = {}) {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
  const said: string[] = [];
  const asked: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(error.message));
  page.on('request', (request) => asked.push(request.url().replace(/^data:.*/, 'data:')));
  await page.goto(pathToFileURL(join(cwd, 'report.html')).href);
  return { page, said, asked };
}

/** Opens what is folded away. */
const unfold = (page: Page) =>
  page.locator('details').evaluateAll((all) => {
    for (const each of all) each.setAttribute('open', '');
  });

const style = (page: Page, selector: string, property: string) =>
  page
    .locator(selector)
    .first()
    .evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property);

/** The brightness of a colour as `rgb(r, g, b)`, from 0 to 255. */
const brightness = (colour: string) => {
  const [red, green, blue] = colour.match(/\d+/g)!.map(Number) as [number, number, number];
  return 0.299 * red + 0.587 * green + 0.114 * blue;
};

describe('the report in a browser', () => {
  it('opens without a word on the console and asks for nothing', async () => {
    const { said, asked } = await open();
    expect(said).toEqual([]);
    expect(asked.filter((url) => url !== 'data:' && !url.endsWith('/report.html'))).toEqual([]);
  });

  it('draws every chart with its lines, and every picture', async () => {
    const { page } = await open();
    const charts = await page.locator('figure.chart svg[role=img]:visible').all();
    expect(charts.length).toBeGreaterThan(10);
    for (const chart of charts) {
      expect(await chart.getAttribute('aria-label')).toMatch(/Line chart of .* against /);
      expect((await chart.boundingBox())!.height).toBeGreaterThan(150);
      expect(await chart.locator('path[stroke-width="2"]').count()).toBeGreaterThan(0);
    }
    await unfold(page);
    const widths = await page
      .locator('img')
      .evaluateAll((all) => all.map((image) => (image as HTMLImageElement).naturalWidth));
    expect(widths.length).toBeGreaterThan(8);
    expect(Math.min(...widths)).toBeGreaterThan(1);
  });

  it('shows the value under the pointer', async () => {
    const { page } = await open();
    const figure = page.locator('figure.chart', { hasText: 'Accuracy' }).first();
    const tip = figure.locator('.tip');
    expect(await tip.isVisible()).toBe(false);
    await figure.scrollIntoViewIfNeeded();
    const box = (await figure.locator('.plot > svg').boundingBox())!;
    await page.mouse.move(box.x + box.width - 20, box.y + 80);
    const head = await figure.locator('tbody tr').last().locator('th').textContent();
    const value = await figure.locator('tbody tr').last().locator('td[data-y]').last().textContent();
    expect(await tip.textContent()).toContain(head);
    expect(await tip.textContent()).toContain(value);
    expect(await figure.locator('.mark circle').count()).toBe(
      await figure.locator('tbody tr').last().locator('td[data-y]').count(),
    );
    await page.mouse.move(0, 0);
    expect(await tip.isVisible()).toBe(false);
  });

  it('shows the same to the arrow keys, and says it', async () => {
    const { page } = await open();
    const figure = page.locator('figure.chart').first();
    await figure.locator('input').focus();
    await page.keyboard.press('End');
    const head = await figure.locator('tbody tr').last().locator('th').textContent();
    expect(await figure.locator('.tip strong').textContent()).toContain(head);
    expect(await figure.locator('input').getAttribute('aria-valuetext')).toContain(head);
  });

  it.each([1200, 400, 360, 320])('fits a screen %i wide', async (width) => {
    const { page } = await open({ width });
    await unfold(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  });

  it('shows every column of the summary on a phone', async () => {
    const { page } = await open({ width: 360 });
    const cells = await page.locator('.summary td:visible, .summary tbody th:visible').all();
    expect(cells.length).toBeGreaterThan(20);
    for (const cell of cells) {
      const { x, width } = (await cell.boundingBox())!;
      expect(x + width).toBeLessThanOrEqual(360);
    }
  });

  it.each([360, 320])(
    'shows every caption whole on a phone %i wide, and digits beside all that they were taken for',
    async (width) => {
      const { page } = await open({ width });
      await unfold(page);
      const captions = await page.locator('caption:not(.unseen):visible').all();
      expect(captions.length).toBeGreaterThan(3);
      for (const caption of captions) {
        const box = (await caption.boundingBox())!;
        expect(box.x + box.width).toBeLessThanOrEqual(width);
      }
      const table = (await page.locator('table.confusion').first().boundingBox())!;
      if (width === 360) expect(table.x + table.width).toBeLessThanOrEqual(width);
    },
  );

  it('leads by its contents to every part', async () => {
    const { page } = await open();
    const parts = await page.locator('main h2').evaluateAll((all) => all.map(({ id }) => `#${id}`));
    const links = await page
      .locator('nav a')
      .evaluateAll((all) => all.map((link) => link.getAttribute('href')));
    expect(links).toEqual(parts);
  });

  it('hides a line at its name in the legend, and shows it again', async () => {
    const { page } = await open();
    const figure = page.locator('figure.chart', { has: page.locator('.legend') }).first();
    const button = figure.locator('.legend button').last();
    const colour = await figure.locator('.legend li').last().getAttribute('data-colour');
    const line = figure.locator(`.plot path[stroke="${colour}"]`).first();
    const isShown = () => line.evaluate((path) => getComputedStyle(path).visibility);
    expect(await isShown()).toBe('visible');
    await button.click();
    expect([await isShown(), await button.getAttribute('aria-pressed')]).toEqual(['hidden', 'false']);
    await button.click();
    expect([await isShown(), await button.getAttribute('aria-pressed')]).toEqual(['visible', 'true']);
  });

  it('shows a loss on a logarithmic axis, and its values there', async () => {
    const { page } = await open();
    const figure = page.locator('figure.chart', { has: page.locator('svg.log') }).first();
    expect(await figure.locator('svg.log').isVisible()).toBe(false);
    await figure.locator('.tool').click();
    expect(await figure.locator('.plot > svg[role=img]:visible').getAttribute('aria-label')).toContain(
      'Logarithmic',
    );
    await figure.locator('input').focus();
    const place = await figure
      .locator('tbody tr')
      .first()
      .locator('td[data-log]')
      .first()
      .getAttribute('data-log');
    const marks = await figure
      .locator('svg.log .mark circle')
      .evaluateAll((all) => all.map((mark) => mark.getAttribute('cy')));
    expect(marks).toContain(place);
  });

  it('sorts the summary by any column, and back', async () => {
    const { page } = await open();
    const steps = page.locator('.summary thead th', { hasText: 'loss' });
    const values = () =>
      page
        .locator('.summary td[data-label="loss"]')
        .evaluateAll((all) => all.map((cell) => Number(cell.textContent)));
    const rising = [...(await values())].sort((a, b) => a - b);
    await steps.locator('button').click();
    expect([await values(), await steps.getAttribute('aria-sort')]).toEqual([rising, 'ascending']);
    await steps.locator('button').click();
    expect([await values(), await steps.getAttribute('aria-sort')]).toEqual([rising.reverse(), 'descending']);
  });

  it('copies the command of a run', async () => {
    const { page } = await open();
    const copied = page.locator('.copied').first();
    await copied.locator('button').click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    await page.evaluate(() => {
      const area = document.body.appendChild(document.createElement('textarea'));
      area.focus();
    });
    await page.keyboard.press('Control+V');
    expect(await page.locator('textarea').inputValue()).toBe(await copied.locator('.command').textContent());
  });

  it('fits a sheet of paper, with everything on it', async () => {
    const { page } = await open({ width: 720 });
    await page.emulateMedia({ media: 'print' });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(720);
    expect(await page.getByRole('cell', { name: 'orthogonal' }).first().isVisible()).toBe(true);
  });

  it('is dark where the reader wants it dark, lines and text light', async () => {
    const [light, dark] = [(await open()).page, (await open({ colorScheme: 'dark' })).page];
    const line = 'figure.chart path[stroke="#0072B2"]';
    for (const [selector, property] of [
      ['body', 'color'],
      [line, 'stroke'],
      ['.plot > svg text', 'fill'],
    ] as const) {
      const [before, after] = [await style(light, selector, property), await style(dark, selector, property)];
      expect(brightness(after), selector).toBeGreaterThan(brightness(before) + 40);
    }
    expect(brightness(await style(dark, 'body', 'background-color'))).toBeLessThan(40);
  });

  it.each(['light', 'dark'] as const)('has no serious fault that axe finds, in %s', async (colorScheme) => {
    const { page } = await open({ colorScheme, width: 800 });
    await unfold(page);
    await page.evaluate(axe.source);
    const { violations, passes } = (await page.evaluate('axe.run()')) as AxeResults;
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    expect(serious.map(({ id, nodes }) => [id, nodes[0]!.html])).toEqual([]);
    expect(passes.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['color-contrast', 'heading-order', 'svg-img-alt']),
    );
  });
});
