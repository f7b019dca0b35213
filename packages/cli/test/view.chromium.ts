import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runDirectory } from '@unrolled/tasks/node';
import { planJob, type RunRecord } from '@unrolled/tasks/spec';
import fc from 'fast-check';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostile } from '../../charts/test/hostile.js';
import { startViewer, type Viewer } from '../src/view/viewer.js';
import { axeFindings } from './axe-findings.js';
import { startCli } from './run-cli.js';
import { runInProcess } from './run-in-process.js';

const cwd = mkdtempSync(join(tmpdir(), 'unrolled-viewed-'));
const size = '--steps 6 --steps-per-epoch 2 --hidden 4 --batch 4 --json'.split(' ');
const kept = {
  'runs/rnn': 'palindrome --cell rnn --gradient-norms',
  'runs/sweep/lstm': 'palindrome --cell lstm',
  'runs/a-folder-with-such-a-long-name-that-no-narrow-screen-can-hold-it':
    'palindrome --cell gru --length 10',
};

let browser: Browser;
let viewer: Viewer;

beforeAll(async () => {
  for (const [out, task] of Object.entries(kept))
    await runInProcess(['train', ...task.split(' '), ...size, '--out', out], cwd);
  viewer = await startViewer(join(cwd, 'runs'));
  browser = await chromium.launch({
    ...(process.env.CHROMIUM && { executablePath: process.env.CHROMIUM }),
    args: ['--no-sandbox', '--disable-quic', '--disable-background-networking', '--disable-component-update'],
  });
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await viewer?.close();
});

/** The page as somebody with this screen opens it, what its console says, and what it asks for. */
async function open(options: BrowserContextOptions = {}, url = viewer.url) {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, ...options });
  const page = await context.newPage();
  const said: string[] = [];
  const asked: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', ({ message }) => said.push(message));
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(url);
  await figures(page).first().waitFor({ timeout: 60_000 });
  return { page, said, asked, close: () => context.close() };
}

const figures = (page: Page) => page.locator('#charts figure.chart');
const names = (page: Page) => page.locator('.list tr[data-run]:visible th').allInnerTexts();
const patient = { timeout: 60_000 };

describe('the page of unrolled view', () => {
  it.each(['light', 'dark'] as const)(
    'asks its own server alone, breaks no policy, cuts nothing down to 320 pixels, and axe finds nothing, in %s',
    async (colorScheme) => {
      const { page, said, asked, close } = await open({ colorScheme });
      for (const width of [1200, 900, 721, 360, 320]) {
        await page.setViewportSize({ width, height: 800 });
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
        const hidden = ({ scrollWidth, clientWidth }: Element) => scrollWidth - clientWidth;
        expect(await page.locator('.list').evaluate(hidden)).toBe(0);
        expect(await axeFindings(page)).toEqual([]);
      }
      expect(asked.filter((url) => !url.startsWith(viewer.url) && !url.startsWith('data:'))).toEqual([]);
      expect(said).toEqual([]);
      await close();
    },
  );

  it('lists the runs, the latest first, sorts them by any column, and filters them', async () => {
    const { page, close } = await open();
    await expect.poll(() => names(page), patient).toHaveLength(3);
    expect((await names(page))[0]).toMatch(/^a-folder/);
    await page.getByRole('button', { name: 'model' }).click();
    expect((await names(page)).map((name) => name.split('\n')[0])).toEqual([
      expect.stringMatching(/^a-folder/),
      'sweep/lstm',
      'rnn',
    ]);
    await page.getByRole('button', { name: 'model' }).click();
    expect((await names(page))[0]).toMatch(/^rnn/);
    await page.getByLabel(/^Filter/).fill('lstm palin');
    expect((await names(page)).map((name) => name.split('\n')[0])).toEqual(['sweep/lstm']);
    expect(await page.locator('#count').textContent()).toBe('1 of 3 runs');
    await close();
  });

  it('compares runs that are chosen by the keyboard, and keeps the choice in its address', async () => {
    const { page, close } = await open();
    await page.getByLabel('compare rnn').focus();
    await page.keyboard.press('Space');
    await expect.poll(() => page.locator('#about article').count(), patient).toBe(2);
    expect(await page.getByLabel('compare rnn').evaluate((box) => box === document.activeElement)).toBe(true);
    await page.getByLabel('compare sweep/lstm').focus();
    await page.keyboard.press('Space');
    await expect.poll(() => page.locator('#about article').count(), patient).toBe(3);
    expect(await page.getByRole('cell', { name: 'lstm', exact: true }).count()).toBeGreaterThan(1);
    const again = await open({}, page.url());
    await expect.poll(() => again.page.locator('#about article').count(), patient).toBe(3);
    await again.page.getByRole('button', { name: 'Follow what is in progress' }).click();
    await expect.poll(() => again.page.locator('#about article').count(), patient).toBe(1);
    expect(new URL(again.page.url()).search).toBe('');
    await Promise.all([close(), again.close()]);
  });

  it('copies the command that repeats a run', async () => {
    const { page, close } = await open({ permissions: ['clipboard-read', 'clipboard-write'] });
    await page.locator('.copied button').first().click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    await close();
  });
});

describe('a run in progress', () => {
  it('moves on the page as it goes on, keeps what its reader has set, and is told of to its end', async () => {
    const line =
      'train palindrome --cell lstm --length 6 --hidden 16 --steps 100000 --steps-per-epoch 100000 --view --out live';
    const { process: child, finished } = startCli(line.split(' '), cwd);
    const url = await new Promise<string>((resolve) => {
      let text = '';
      child.stderr!.on('data', (chunk) => {
        text += chunk;
        const [found] = /http:\S+/.exec(text) ?? [];
        if (found) resolve(found);
      });
    });
    const { page, said, close } = await open({}, url);
    const loss = figures(page).first();
    const lastStep = async () =>
      Number(await loss.locator('table tbody tr').last().locator('th').textContent());
    const row = page.locator('.list tr[data-run="live"]');
    expect(await row.textContent()).toContain('running');

    await loss.locator('summary').click();
    await loss.locator('input[type=range]').focus();
    const before = await lastStep();
    const drawn = await loss.locator('svg[role=img]').first().innerHTML();
    for (const beyond of [before, before + 20]) await expect.poll(lastStep, patient).toBeGreaterThan(beyond);
    expect(await loss.locator('svg[role=img]').first().innerHTML()).not.toBe(drawn);
    expect(await loss.locator('details').getAttribute('open')).toBe('');
    expect(
      await loss.locator('input[type=range]').evaluate((slider) => slider === document.activeElement),
    ).toBe(true);
    expect(await loss.locator('.tip').isVisible()).toBe(true);

    child.kill('SIGINT');
    expect((await finished).code).toBe(130);
    await expect.poll(() => row.textContent(), patient).toContain('interrupted');
    expect(await page.locator('#state').textContent()).toContain('The viewer has ended');
    expect(said.filter((words) => !words.includes('ERR_'))).toEqual([]);
    await close();
  });

  it('hides the same lines at every drawing', async () => {
    const keep = (steps: number) => {
      const points = Array.from({ length: steps }, (_, i) => ({
        ...{ step: i + 1, loss: 1 / (i + 1), accuracy: 0.5, gradientNorm: 1 },
      }));
      const record: RunRecord = {
        job: planJob('parity'),
        ...{ plan: { steps: 50, stepsPerEpoch: 50 }, backend: 'wasm', versions: {}, status: 'running' },
        ...{ history: [], curve: { every: 1, points }, baseline: { metric: 'accuracy', value: 0.5 } },
      };
      return runDirectory(join(cwd, 'moving/run')).writeRecord(record);
    };
    await keep(3);
    const other = await startViewer(join(cwd, 'moving'));
    const { page, close } = await open({}, other.url);
    const accuracy = figures(page).last();
    await accuracy.getByRole('button', { name: 'training' }).click();
    const line = accuracy.locator('.plot > svg path[stroke="#0072B2"]').first();
    const visibility = () => line.evaluate((path) => getComputedStyle(path).visibility);
    expect(await visibility()).toBe('hidden');
    await keep(30);
    await expect.poll(() => accuracy.locator('table tbody tr').count(), patient).toBe(30);
    expect(await visibility()).toBe('hidden');
    await accuracy.getByRole('button', { name: 'training' }).click();
    expect(await visibility()).toBe('visible');
    await close();
    await other.close();
  });
});

describe('a folder from anywhere', () => {
  it('runs no script on the page, whatever its records hold', async () => {
    const folder = join(cwd, 'hostile');
    const honest = JSON.parse(readFileSync(join(cwd, 'runs/rnn/run.json'), 'utf8'));
    const markup = '</script><script>ran()</script><img src=x onerror=ran()>';
    const records = [
      ...Array.from({ length: 8 }, (_, i) => ({ ...honest, versions: { [`${markup}${i}`]: markup } })),
      ...fc.sample(hostile(honest), { numRuns: 52, seed: 19 }),
    ];
    for (const [i, content] of records.entries()) {
      const run = join(folder, `<img src=x onerror=ran()> ${i}`);
      mkdirSync(run, { recursive: true });
      writeFileSync(join(run, 'run.json'), JSON.stringify(content));
    }
    const other = await startViewer(folder);
    const context = await browser.newContext();
    const page = await context.newPage();
    let ran = 0;
    await page.exposeFunction('ran', () => ran++);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(other.url);
    await expect.poll(() => page.locator('.list tr[data-run]').count(), patient).toBe(60);
    const readable = page.locator('.list input:enabled');
    expect(await readable.count()).toBeGreaterThanOrEqual(8);
    for (const box of (await readable.all()).slice(0, 12)) await box.check();
    await expect.poll(() => page.locator('#about article').count(), patient).toBeGreaterThanOrEqual(8);
    await page.locator('main').hover();
    for (const link of await page.locator('a').all()) await link.dispatchEvent('click');
    expect(ran).toBe(0);
    expect(asked.filter((url) => !url.startsWith(other.url) && !url.startsWith('data:'))).toEqual([]);
    await context.close();
    await other.close();
  });
});
