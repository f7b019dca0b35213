import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type ReportedRun, reportPage } from '@unrolled/charts/report';
import fc from 'fast-check';
import { type Browser, chromium } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostile } from '../../charts/test/hostile.js';
import { runInProcess } from './run-in-process.js';

const cwd = mkdtempSync(join(tmpdir(), 'unrolled-hostile-'));
let browser: Browser;

beforeAll(async () => {
  const line =
    'train palindrome --cell rnn --steps 4 --steps-per-epoch 2 --hidden 4 --batch 4 --json --out honest';
  expect((await runInProcess(line.split(' '), cwd)).code).toBe(0);
  browser = await chromium.launch({
    ...(process.env.CHROMIUM && { executablePath: process.env.CHROMIUM }),
    args: ['--no-sandbox', '--disable-quic', '--disable-background-networking', '--disable-component-update'],
  });
}, 300_000);

afterAll(() => browser?.close());

/** Opens a page, points at what is on it, and says which scripts of others ran and what it asked for. */
async function happens(html: string) {
  const file = join(cwd, 'page.html');
  writeFileSync(file, html);
  const page = await browser.newPage();
  let ran = 0;
  const asked: string[] = [];
  await page.exposeFunction('ran', () => ran++);
  page.on('request', (request) => asked.push(request.url()));
  page.on('dialog', (dialog) => dialog.dismiss());
  await page.goto(pathToFileURL(file).href);
  await page.locator('main').hover();
  for (const link of await page.locator('a').all()) await link.dispatchEvent('click');
  const charts = await page.locator('figure.chart .tip').count();
  await page.close();
  return {
    ran,
    charts,
    asked: asked.filter((url) => !url.startsWith('data:') && !url.includes('page.html')),
  };
}

const record = (run: string) => JSON.parse(readFileSync(join(cwd, run, 'run.json'), 'utf8'));

describe('a run from anywhere', () => {
  it('runs no script in the report, whatever its record holds', async () => {
    const exits: (number | null)[] = [];
    const records = fc.sample(hostile(record('honest')), { numRuns: 1000, seed: 14 });
    for (const [i, content] of records.entries()) {
      const run = join(cwd, `<img src=x onerror=ran()> ${i}`);
      // Without its checkpoints, which would be believed in place of a record that cannot be.
      cpSync(join(cwd, 'honest'), run, { recursive: true, filter: (file) => !file.includes('checkpoint') });
      writeFileSync(join(run, 'run.json'), JSON.stringify(content));
      const { code, stderr } = await runInProcess(['report', run, '--force'], cwd);
      exits.push(code);
      if (code === 0) {
        const { ran, asked } = await happens(readFileSync(join(cwd, 'report.html'), 'utf8'));
        expect({ ran, asked }).toEqual({ ran: 0, asked: [] });
      } else expect(stderr).toMatch(/^error: .*(holds no run that can be read: run\.json|unknown task).*\n$/);
    }
    expect(new Set(exits)).toEqual(new Set([0, 2]));
  });

  it('runs none in a page that is made of it unchecked', async () => {
    const run = {
      name: 'a run',
      record: record('honest'),
      dataset: {
        scheme: 'many-to-one',
        targetKind: 'class',
        baseline: { metric: 'accuracy', value: 0.1 },
      },
      command: 'unrolled train palindrome',
    };
    const pages = await Promise.all(
      fc
        .sample(hostile(run), { numRuns: 40, seed: 14 })
        .map((run) => reportPage([run as ReportedRun]).catch(() => '')),
    );
    const written = pages.filter((page) => page !== '');
    expect(written.length).toBeGreaterThan(10);
    for (const page of written) {
      const { ran, asked } = await happens(page);
      expect({ ran, asked }).toEqual({ ran: 0, asked: [] });
    }
  });

  it('is kept from it by the policy where markup does get in', async () => {
    expect((await runInProcess(['report', 'honest', '--force'], cwd)).code).toBe(0);
    const honest = readFileSync(join(cwd, 'report.html'), 'utf8');
    const markup = '<script>ran()</script><img src="data:," onerror="ran()"><a href="javascript:ran()">x</a>';
    const { ran, charts } = await happens(honest.replace('<main>', `<main>${markup}`));
    expect(ran).toBe(0);
    expect(charts).toBeGreaterThan(0); // our own script still does
    const unguarded = honest.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '');
    expect((await happens(unguarded.replace('<main>', `<main>${markup}`))).ran).toBeGreaterThan(1);
  });
});
