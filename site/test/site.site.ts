import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { unzipSync } from 'fflate';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings } from '../../packages/cli/test/axe-findings.js';
import { presets } from '../play/presets.js';
import { serve } from './serve.js';

const root = join(import.meta.dirname, '../..');
const built = join(root, 'site/.vitepress/dist');

let site: Awaited<ReturnType<typeof serve>>;
let browser: Browser;

const launch = (...more: string[]) =>
  chromium.launch({
    ...(process.env.CHROMIUM && { executablePath: process.env.CHROMIUM }),
    args: [
      ...['--no-sandbox', '--disable-quic', '--disable-background-networking', '--disable-component-update'],
      ...more,
    ],
  });

beforeAll(async () => {
  site = await serve(built);
  browser = await launch();
});
afterAll(async () => {
  await browser?.close();
  site?.close();
});

/** Of a service worker that a test blocks, and where there is no graphics processor. */
const saidByChromium = /^Service Worker registration blocked|^No available adapters/;

/** A page of the site, what its console says, what it asks for, and how much JavaScript that is. */
async function open(path: string, options: BrowserContextOptions = {}, within = browser) {
  // What the service worker keeps is no part of a page; the test of it lets it in.
  const context = await within.newContext({
    viewport: { width: 1200, height: 900 },
    serviceWorkers: 'block',
    ...options,
  });
  const page = await context.newPage();
  const said: string[] = [];
  const asked: string[] = [];
  page.on('console', (message) => {
    if (!saidByChromium.test(message.text())) said.push(message.text());
  });
  page.on('pageerror', ({ message }) => said.push(message));
  page.on('request', (request) => asked.push(request.url()));
  await page.addInitScript(() => {
    const longest = { milliseconds: 0 };
    Object.assign(window, { longest });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries())
        longest.milliseconds = Math.max(longest.milliseconds, duration);
    }).observe({ type: 'longtask' });
  });
  await page.goto(site.origin + path, { waitUntil: 'networkidle' });
  return { page, said, asked, close: () => context.close() };
}

const score = (page: Page) => page.locator('[data-score]');
const stepOf = async (page: Page, network = 0) =>
  Number(/step (\d+)/.exec((await score(page).nth(network).textContent()) ?? '')?.[1] ?? 0);
/** The step at which a network stands that was told to stop: the worker may be ahead of the page by some. */
async function settledStepOf(page: Page): Promise<number> {
  for (let before = -1, now = await stepOf(page); ; [before, now] = [now, await stepOf(page)]) {
    if (now === before) return now;
    await page.waitForTimeout(1000);
  }
}
const reaches = (page: Page, step: number, network = 0) =>
  expect.poll(() => stepOf(page, network), { timeout: 60_000 }).toBeGreaterThanOrEqual(step);

const small = 'task=palindrome&length=5&model=lstm&hiddenSize=8&batchSize=8&stepsPerEpoch=5&seed=3';
/** The same, without an end that a slow machine could come to. */
const endless = `${small}&steps=100000&stopAtAccuracy=2`;

describe('every page', () => {
  it.each([
    '/',
    '/docs/courses/vanishing-gradients',
    '/docs/courses/networks-by-hand',
    '/docs/results',
    '/explore',
    '/play',
  ])('%s asks nothing of others, breaks no policy, fits 360 pixels, and axe finds nothing', async (path) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page, said, asked, close } = await open(path, { colorScheme });
      expect(asked.filter((url) => !url.startsWith(site.origin) && !url.startsWith('data:'))).toEqual([]);
      expect(said).toEqual([]);
      expect(await policyOf(page)).toContain("default-src 'none'");
      expect(await axeFindings(page)).toEqual([]);
      await page.setViewportSize({ width: 360, height: 800 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
      await close();
    }
  });
});

const policyOf = (page: Page) =>
  page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content');

describe('/play', () => {
  it('takes at most 350 kB of JavaScript before Play, the workers that wait for it included', async () => {
    const before = site.files.length;
    const { page, close } = await open('/play');
    const scriptsOf = () => [...new Set(site.files.slice(before))].filter((file) => file.endsWith('.js'));
    await expect.poll(() => scriptsOf().some((file) => file.includes('training-worker'))).toBe(true);
    await page.waitForTimeout(2000);
    const scripts = scriptsOf();
    const sizes = scripts.map((file) => gzipSync(readFileSync(join(built, file))).length);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    console.log(`JavaScript before Play: ${(total / 1000).toFixed(0)} kB gzipped in ${scripts.length} files`);
    expect(total).toBeLessThanOrEqual(350_000);
    await close();
  });

  it.each(presets)('$title trains with one click, and shows what happens', async ({ title, query }) => {
    const { page, said, asked, close } = await open('/play');
    const began = performance.now();
    await page.evaluate(() =>
      Object.assign((window as unknown as { longest: object }).longest, { milliseconds: 0 }),
    );
    await page.getByRole('button', { name: title }).click();
    const networks = query.includes('&b=') ? 2 : 1;
    for (let network = 0; network < networks; network++) await reaches(page, 3, network);
    console.log(`${title}: training ${(performance.now() - began).toFixed(0)} ms after the click`);
    await expect.poll(() => page.locator('polyline').count(), { timeout: 30_000 }).toBeGreaterThan(networks);
    for (let network = 0; network < networks; network++) {
      const matrices = page.locator('.run').nth(network).locator('canvas.matrix');
      await expect.poll(() => matrices.count(), { timeout: 60_000 }).toBeGreaterThan(0);
    }
    // Until every picture has had its turn, and while they move.
    await page.waitForTimeout(2000);
    const longest = await page.evaluate(
      () => (window as unknown as { longest: { milliseconds: number } }).longest,
    );
    console.log(`${title}: the longest task of the page above 50 ms: ${longest.milliseconds || 'none'}`);
    await page.getByRole('button', { name: 'Pause' }).click();
    expect(await axeFindings(page)).toEqual([]);
    await page.setViewportSize({ width: 360, height: 800 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    expect(asked.filter((url) => !url.startsWith(site.origin) && !/^(data|blob):/.test(url))).toEqual([]);
    expect(said).toEqual([]);
    await close();
  });

  it.each([
    [
      'each digit of a sum',
      'task=binary-addition&scheme=encoder-decoder&attention=additive',
      'what each output',
      1,
    ],
    ['every head of a transformer', 'task=palindrome&length=5&model=transformer', 'attention: layer', 8],
  ])('draws what %s looked at, with the numbers behind it', async (_, query, title, count) => {
    const { page, close } = await open(`/play?${query}&hiddenSize=8`);
    await page.getByRole('button', { name: 'One step' }).click();
    const figures = page.locator('figure', { hasText: title });
    await expect.poll(() => figures.count(), { timeout: 60_000 }).toBe(count);
    await figures.last().locator('summary').click();
    const rows = figures.last().locator('tbody tr');
    await expect.poll(() => rows.count()).toBeGreaterThan(3);
    for (const row of await rows.all()) {
      const weights = (await row.locator('td').allTextContents()).map(Number);
      expect(weights.reduce((sum, weight) => sum + weight)).toBeCloseTo(1, 1);
    }
    await close();
  });

  it('moves a curve soon after its first byte', async () => {
    const context = await browser.newContext({ serviceWorkers: 'block' });
    const page = await context.newPage();
    await page.goto(`${site.origin}/play?${endless}`, { waitUntil: 'commit' });
    const milliseconds = await page.evaluate(async () => {
      const curve = () => document.querySelector('.run polyline')?.getAttribute('points');
      let before: string | null | undefined;
      do {
        before = curve();
        // Until the page has come alive nothing hears it.
        const button = document.querySelector<HTMLButtonElement>('button.main');
        if (button?.textContent === 'Play') button.click();
        await new Promise(requestAnimationFrame);
      } while (!before || curve() === before);
      const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
      return performance.now() - navigation!.responseStart;
    });
    console.log(`from the first byte to a moving curve: ${milliseconds.toFixed(0)} ms`);
    expect(milliseconds).toBeGreaterThan(0);
    await context.close();
  });

  it('draws once a second for whoever wants little motion', async () => {
    const { page, close } = await open(`/play?${endless}`, { reducedMotion: 'reduce' });
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await reaches(page, 3);
    const [changes, from] = await page.evaluate(async () => {
      let changes = 0;
      const observer = new MutationObserver(() => changes++);
      observer.observe(document.querySelector('[data-score]')!, {
        childList: true,
        characterData: true,
        subtree: true,
      });
      const from = document.querySelector('[data-score]')!.textContent;
      await new Promise((done) => setTimeout(done, 3500));
      return [changes, from] as const;
    });
    expect(changes).toBeLessThanOrEqual(4);
    expect(changes).toBeGreaterThan(0);
    expect(await score(page).textContent()).not.toBe(from);
    await close();
  });

  it('a link brings back what was chosen, two networks and all', async () => {
    const { page, close } = await open(`/play?${small}&b=&b.model=gru`);
    await page.getByLabel('hidden size').first().fill('12');
    await page.getByLabel('hidden size').first().press('Enter');
    await page.getByLabel('hidden size').first().blur();
    const address = new URL(page.url());
    const again = await open(`/play${address.search}`);
    expect(await again.page.getByLabel('hidden size').first().inputValue()).toBe('12');
    expect(await again.page.getByLabel('hidden size').nth(1).inputValue()).toBe('8');
    expect(await again.page.getByLabel('model', { exact: true }).nth(1).inputValue()).toBe('gru');
    expect(await again.page.locator('.command code').last().textContent()).toContain('--cell gru');
    await Promise.all([close(), again.close()]);
  });

  it('says in words what cannot be trained', async () => {
    const { page, close } = await open(`/play?${small.replace('hiddenSize=8', 'hiddenSize=0')}`);
    expect(await page.getByRole('alert').textContent()).toContain('hiddenSize must be');
    await close();
  });

  it('answers a question of yours, and says what is wrong with one that it cannot read', async () => {
    const { page, close } = await open(`/play?${small}`);
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    const question = page.getByLabel(/Ask it yourself/);
    await question.fill('1234', { timeout: 60_000 });
    await question.press('Enter');
    await expect
      .poll(() => page.locator('.question p').textContent(), { timeout: 30_000 })
      .toMatch(/1234 → \d/);
    await question.fill('nothing');
    await question.press('Enter');
    await expect
      .poll(() => page.locator('.question p').textContent(), { timeout: 30_000 })
      .toContain('expected 5 digits');
    await close();
  });

  it('can be used with the keyboard alone: play, pause, a step', async () => {
    const { page, close } = await open(`/play?${endless}`);
    const focusOn = async (name: string) => {
      for (let presses = 0; presses < 80; presses++) {
        const focused = page.locator('.play button:focus');
        if ((await focused.count()) > 0 && (await focused.textContent())?.trim() === name) return;
        await page.keyboard.press('Tab');
      }
      throw new Error(`Tab does not lead to ${name}`);
    };
    await focusOn('Play');
    await page.keyboard.press('Enter');
    await reaches(page, 5);
    await focusOn('Pause');
    await page.keyboard.press('Enter');
    const stopped = await settledStepOf(page);
    await focusOn('One step');
    await page.keyboard.press('Enter');
    await expect.poll(() => stepOf(page), { timeout: 30_000 }).toBe(stopped + 1);
    await close();
  });

  it('takes one step of a network that has taken none, and waits', async () => {
    const { page, close } = await open(`/play?${endless}`);
    await page.getByRole('button', { name: 'One step' }).click();
    await expect.poll(() => stepOf(page), { timeout: 30_000 }).toBe(1);
    await page.waitForTimeout(500);
    expect(await stepOf(page)).toBe(1);
    await page.getByRole('button', { name: 'One step' }).click();
    await expect.poll(() => stepOf(page), { timeout: 30_000 }).toBe(2);
    await close();
  });

  it('leaves a network that is done alone when the other goes on after a pause', async () => {
    const { page, close } = await open(`/play?${small}&stopAtAccuracy=2&steps=5&b=&b.steps=100000`);
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await expect
      .poll(() => score(page).first().textContent(), { timeout: 60_000 })
      .toMatch(/^step 5: .*all steps used$/);
    const done = await score(page).first().textContent();
    await reaches(page, 20, 1);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    const step = await stepOf(page, 1);
    await reaches(page, step + 10, 1);
    expect(await score(page).first().textContent()).toBe(done);
    await close();
  });

  it('gives both downloads that are asked for at once', async () => {
    const { page, close } = await open(`/play?${endless}`);
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await reaches(page, 3);
    const downloads: string[] = [];
    page.on('download', (download) => downloads.push(download.suggestedFilename()));
    // Both clicks within one task: the worker has answered neither.
    await page.evaluate(() => {
      for (const button of document.querySelectorAll('button'))
        if (button.textContent?.startsWith('Download')) button.click();
    });
    await expect
      .poll(() => downloads.toSorted(), { timeout: 30_000 })
      .toEqual(['palindrome-lstm.safetensors', 'palindrome-lstm.zip']);
    await close();
  });

  it('ends the worker of what is not asked for any more', async () => {
    const { page, close } = await open(`/play?${small}`);
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    for (const preset of presets.slice(0, 4)) await page.getByRole('button', { name: preset.title }).click();
    await expect.poll(() => page.workers().length, { timeout: 30_000 }).toBe(2);
    await page.getByRole('button', { name: 'Start over' }).click();
    await expect.poll(() => page.workers().length, { timeout: 30_000 }).toBe(0);
    await close();
  });
});

describe('after long', () => {
  /** What the page holds when whatever it needs no more is gone. */
  async function heapOf(page: Page): Promise<number> {
    const client = await page.context().newCDPSession(page);
    await client.send('HeapProfiler.collectGarbage');
    const { usedSize } = await client.send('Runtime.getHeapUsage');
    await client.detach();
    return usedSize;
  }
  /** Between two steps. TensorFlow.js has its engine under this name. */
  const tensorsOf = (page: Page) =>
    page.workers()[0]!.evaluate(() => {
      const { _tfengine: engine } = globalThis as unknown as {
        _tfengine: { memory(): { numTensors: number; numBytes: number } };
      };
      const { numTensors, numBytes } = engine.memory();
      return { numTensors, numBytes };
    });

  it('a network holds as many tensors as after its first steps, and the page no more than it draws', async () => {
    const tiny =
      'task=palindrome&length=3&model=rnn&hiddenSize=2&batchSize=1&stepsPerEpoch=100000&steps=100000';
    const { page, close } = await open(`/play?${tiny}`);
    const pausedAfter = async (step: number) => {
      await page.getByRole('button', { name: 'Play', exact: true }).click();
      await expect.poll(() => stepOf(page), { timeout: 300_000 }).toBeGreaterThanOrEqual(step);
      await page.getByRole('button', { name: 'Pause' }).click();
      // A step by hand is over when it is told of, and so is whatever was looked at before it.
      const stopped = await stepOf(page);
      await page.getByRole('button', { name: 'One step' }).click();
      await expect.poll(() => stepOf(page), { timeout: 30_000 }).toBeGreaterThan(stopped);
      await page.waitForTimeout(1000);
      return { tensors: await tensorsOf(page), heap: await heapOf(page) };
    };
    const early = await pausedAfter(600); // the curves have as many points as they ever have
    const late = await pausedAfter(10_000);
    expect(late.tensors).toEqual(early.tensors);
    expect(late.heap - early.heap).toBeLessThan(3e6);
    await close();
  }, 400_000);

  it('200 changes of settings, each while a network trains, leave no worker', async () => {
    const { page, said, close } = await open(`/play?${small}`);
    const hidden = page.getByLabel('hidden size');
    const play = page.getByRole('button', { name: 'Play', exact: true });
    for (let change = 0; change < 200; change++) {
      await play.dispatchEvent('click');
      await hidden.evaluate(
        (field, size) => {
          (field as HTMLInputElement).value = String(size);
          field.dispatchEvent(new Event('change'));
        },
        8 + (change % 7),
      );
    }
    await expect.poll(() => page.workers().length, { timeout: 60_000 }).toBeLessThanOrEqual(1);
    await play.click();
    await reaches(page, 3);
    expect(page.workers()).toHaveLength(1);
    await page.getByRole('button', { name: 'Start over' }).click();
    await expect.poll(() => page.workers().length, { timeout: 30_000 }).toBe(0);
    expect(said).toEqual([]);
    await close();
  }, 400_000);
});

describe('going back', () => {
  it('to a kept moment goes on from there to the same bits', async () => {
    const { page, close } = await open(`/play?${small}&steps=20`);
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await expect.poll(() => score(page).textContent(), { timeout: 60_000 }).toContain('all steps used');
    const first = await runOf(page);
    const slider = page.getByRole('slider', { name: 'Kept moments' });
    await slider.focus();
    await page.keyboard.press('Home');
    await page.getByRole('button', { name: 'Back to step 5' }).click();
    await expect.poll(() => stepOf(page), { timeout: 60_000 }).toBe(5);
    await page.getByRole('button', { name: 'One step' }).click();
    await expect.poll(() => stepOf(page), { timeout: 60_000 }).toBe(6);
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await expect.poll(() => score(page).textContent(), { timeout: 60_000 }).toContain('all steps used');
    const second = await runOf(page);
    const recordOf = (files: Record<string, Uint8Array>) => JSON.parse(textOf(files, 'run.json'));
    expect(recordOf(second).curve).toEqual(recordOf(first).curve);
    expect(recordOf(second).history).toEqual(recordOf(first).history);
    expect(bytesOf(second, 'model.safetensors')).toEqual(bytesOf(first, 'model.safetensors'));
    await close();
  });
});

/** The files of the run that the page hands out, by their paths. */
async function runOf(page: Page): Promise<Record<string, Uint8Array>> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download the run' }).click();
  return unzipSync(new Uint8Array(readFileSync(await (await download).path())));
}
const bytesOf = (files: Record<string, Uint8Array>, name: string) =>
  Object.entries(files).find(([path]) => path.endsWith(`/${name}`))![1];
const textOf = (files: Record<string, Uint8Array>, name: string) =>
  new TextDecoder().decode(bytesOf(files, name));

describe('the digits of the page', () => {
  it('are learned from, and a digit that is drawn with the keyboard is answered', async () => {
    const { page, said, close } = await open('/play');
    await page.getByLabel('task', { exact: true }).first().selectOption('mnist-rows');
    await page.getByRole('button', { name: 'Only one' }).click();
    await page.getByLabel('hidden size').fill('16');
    await page.getByLabel('hidden size').press('Enter');
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await reaches(page, 3);
    await page.getByRole('application', { name: 'paper to draw a digit on' }).focus();
    await page.keyboard.press(' ');
    for (let row = 0; row < 14; row++) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect
      .poll(() => page.locator('.question').textContent(), { timeout: 60_000 })
      .toMatch(/That is a \d, \d+(\.\d+)? % sure/);
    expect(await page.locator('canvas.digit').count()).toBe(6);
    expect(said).toEqual([]);
    await close();
  });
});

describe('what can be moved by hand', () => {
  it('a constructed network is fed with the keyboard, and says what is right', async () => {
    const { page, said, close } = await open('/explore');
    await page.getByLabel('network', { exact: true }).selectOption('binary-addition');
    for (const symbol of ['1 1', '0 1', '0 0']) {
      await page.getByRole('button', { name: symbol, exact: true }).focus();
      await page.keyboard.press('Enter');
    }
    const row = async (name: string) =>
      (
        await page
          .getByRole('row', { name: new RegExp(`^${name}`) })
          .getByRole('cell')
          .allTextContents()
      ).join(' ');
    expect(await row('output')).toBe('0 0 1');
    expect(await row('right is')).toBe('0 0 1');
    expect(said).toEqual([]);
    await close();
  });

  it('sliders move the ratio, the bound and the arrows', async () => {
    const { page, close } = await open('/explore');
    const set = (name: string, value: string) => page.getByRole('slider', { name, exact: true }).fill(value);
    await set('ε', '0.5');
    await expect.poll(() => page.textContent('.explored [role=status]')).toContain('3.22e-11');
    await set('‖W‖', '2');
    await expect.poll(() => page.getByText('may explode').count()).toBe(1);
    await set('∂L/∂w₁', '3');
    await set('∂L/∂w₂', '4');
    await set('limit of each component, and of the norm', '2.5');
    await expect
      .poll(() => page.getByRole('row', { name: /clipped by norm/ }).textContent())
      .toContain('(1.50, 2.00)');
    await expect
      .poll(() => page.getByRole('row', { name: /clipped by value/ }).textContent())
      .toContain('(2.50, 2.50)');
    await close();
  });
});

describe('without a network', () => {
  it('the page that trains is there again, isolated, and trains', async () => {
    const { page, close } = await open('/play', { serviceWorkers: 'allow' });
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.context().setOffline(true);
    await page.goto(`${site.origin}/play?${small}`);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await reaches(page, 3);
    await page.goto(`${site.origin}/explore`);
    await page.reload();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('Try it');
    await close();
  });
});

describe('what computes', () => {
  it('is as many threads as are chosen where the page is isolated, which its service worker sees to', async () => {
    const own = await launch();
    const { page, close } = await open('/play', { serviceWorkers: 'allow' }, own);
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.goto(`${site.origin}/play?${small}`);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    const processors = await page.evaluate(() => navigator.hardwareConcurrency);
    const choice = page.getByLabel('Threads');
    expect(await choice.getByRole('option').count()).toBe(processors);
    await page.getByLabel('hidden size').fill('64');
    await page.getByLabel('hidden size').press('Enter');
    const client = await own.newBrowserCDPSession();
    /** Beside the one that trains and those of TensorFlow.js, each thread but the first. */
    const workersWith = async (threads: number) => {
      await choice.selectOption(String(threads));
      await page.getByRole('button', { name: 'Play', exact: true }).click();
      await reaches(page, 3);
      const { targetInfos } = await client.send('Target.getTargets');
      await page.getByRole('button', { name: 'Start over' }).click();
      await expect.poll(() => page.workers().length, { timeout: 30_000 }).toBe(0);
      return targetInfos.filter(({ type }) => type === 'worker').length;
    };
    const alone = await workersWith(1);
    expect(await workersWith(processors)).toBe(alone + processors - 1);
    await close();
    await own.close();
  });

  it('is WebGPU where there is an adapter', async () => {
    const own = await launch('--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader');
    const { page, close } = await open(`/play?${small}`, {}, own);
    const choice = page.getByLabel('backend', { exact: true });
    await choice.selectOption('webgpu');
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await reaches(page, 3);
    const ofPage = JSON.parse(textOf(await runOf(page), 'run.json'));
    expect(ofPage.backend).toBe('webgpu');
    await close();
    await own.close();
  });

  it('cannot be WebGPU where there is none, and the page says so', async () => {
    const own = await launch('--disable-features=WebGPU,WebGPUService');
    const { page, close } = await open(`/play?${small}&backend=webgpu`, {}, own);
    const reason = /WebGPU|graphics processor/;
    const option = page.getByLabel('backend', { exact: true }).getByRole('option', { name: 'webgpu' });
    expect(await option.textContent()).toMatch(reason);
    expect(await option.isDisabled()).toBe(true);
    expect(await page.getByRole('alert').textContent()).toMatch(reason);
    await close();
    await own.close();
  });
});

describe('a network in a page of the courses', () => {
  it.each(['/docs/courses/vanishing-gradients', '/docs/courses/training'])(
    '%s has one that is loaded when a reader comes near, trains, and waits',
    async (path) => {
      const { page, said, asked, close } = await open(path);
      const isLoaded = () => asked.some((url) => url.includes('WatchFigure'));
      expect(isLoaded()).toBe(false);
      await page
        .getByRole('link', { name: /^Watch it in your browser/ })
        .first()
        .scrollIntoViewIfNeeded();
      await page.getByRole('button', { name: 'Play', exact: true }).click();
      expect(isLoaded()).toBe(true);
      for (const network of [0, 1]) await reaches(page, 3, network);
      await expect.poll(() => page.locator('canvas.matrix').count(), { timeout: 60_000 }).toBe(2);
      await page.getByRole('button', { name: 'Pause', exact: true }).click();
      await page.waitForTimeout(1000);
      const stopped = await stepOf(page);
      await page.waitForTimeout(1000);
      expect(await stepOf(page)).toBe(stopped);
      expect(await axeFindings(page)).toEqual([]);
      await page.setViewportSize({ width: 360, height: 800 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
      expect(said).toEqual([]);
      await close();
    },
  );

  it('draws what is looked at, where there is attention', async () => {
    const { page, said, close } = await open('/docs/courses/sequence-models');
    for (const [title, figures] of [
      ['With or without attention', 1],
      ['LSTM or transformer', 8],
    ] as const) {
      await page.getByRole('link', { name: title }).scrollIntoViewIfNeeded();
      const figure = page.locator('.live', { hasText: title });
      await figure.getByRole('button', { name: 'Play', exact: true }).click();
      await expect.poll(() => figure.locator('.attention figure').count(), { timeout: 60_000 }).toBe(figures);
      await figure.getByRole('button', { name: 'Start over' }).click();
    }
    expect(await axeFindings(page)).toEqual([]);
    await page.setViewportSize({ width: 360, height: 800 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    expect(said).toEqual([]);
    await close();
  });

  it('has a link in its place without scripts', async () => {
    const { page, close } = await open('/docs/courses/training', { javaScriptEnabled: false });
    expect(await page.locator('a[href*="/play?task=binary-addition"]').count()).toBe(1);
    await close();
  });
});

describe('a run that is dropped on the page', () => {
  it('is seen with its settings and goes on from where it stood; what is none is refused in words', async () => {
    const { page, close } = await open(`/play?${small}&steps=20`);
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await expect.poll(() => score(page).textContent(), { timeout: 60_000 }).toContain('all steps used');
    const files = Object.entries(await runOf(page)).map(([path, bytes]) => ({
      name: path.split('/').at(-1)!,
      text: Buffer.from(bytes).toString('base64'),
    }));
    const drop = (dropped: typeof files) =>
      page.evaluate((dropped) => {
        const transfer = new DataTransfer();
        for (const { name, text } of dropped) {
          const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
          transfer.items.add(new File([bytes], name));
        }
        const event = new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true });
        document.querySelector('.play')!.dispatchEvent(event);
      }, dropped);
    await page.goto(`${site.origin}/play`, { waitUntil: 'networkidle' });
    await drop(files);
    await expect
      .poll(() => page.getByRole('status').allTextContents())
      .toContain('The run was opened: Play goes on with it.');
    expect(await page.getByLabel('hidden size').inputValue()).toBe('8');
    await page.getByRole('button', { name: 'One step' }).click();
    await expect.poll(() => stepOf(page), { timeout: 60_000 }).toBe(20);
    await drop([{ name: 'letter.txt', text: '' }]);
    await expect
      .poll(() => page.getByRole('status').allTextContents())
      .toContain('run.json must be among the files of a run');
    await close();
  });
});

describe('a run of the page and one of the command line', () => {
  /** A folder with these files in it. */
  const unpacked = (packed: Record<string, Uint8Array>) => {
    const cwd = mkdtempSync(join(tmpdir(), 'unrolled-site-'));
    for (const [path, bytes] of Object.entries(packed)) {
      mkdirSync(join(cwd, dirname(path)), { recursive: true });
      writeFileSync(join(cwd, path), bytes);
    }
    return cwd;
  };
  const unrolled = (words: string, cwd: string, more: NodeJS.ProcessEnv = {}) => {
    // Chromium takes the build with relaxed SIMD, which Node.js 20 has behind a flag.
    const relaxed = process.versions.node.startsWith('20.') ? ['--experimental-wasm-relaxed-simd'] : [];
    const bin = join(root, 'packages/cli/bin/unrolled.js');
    const { status, stdout, stderr } = spawnSync(process.execPath, [...relaxed, bin, ...words.split(' ')], {
      cwd,
      encoding: 'utf8',
      env: { ...process.env, UNROLLED_NATIVE: '0', ...more },
    });
    expect(stderr + stdout, words).toSatisfy(() => status === 0);
    return stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  };

  it('reach 100 % on palindromes of ten digits with an LSTM, by the same losses, step by step', async () => {
    const { page, close } = await open('/play?task=palindrome&length=10&model=lstm&hiddenSize=64');
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await expect.poll(() => score(page).textContent(), { timeout: 400_000 }).toMatch(/parameters; /);
    const ofPage = JSON.parse(textOf(await runOf(page), 'run.json'));
    const cwd = mkdtempSync(join(tmpdir(), 'unrolled-site-'));
    const command = (await page.locator('.command code').last().textContent())!.replace('npx unrolled ', '');
    unrolled(`${command} --out own --json`, cwd);
    const ofCommand = JSON.parse(readFileSync(join(cwd, 'own/run.json'), 'utf8'));
    expect(ofPage.result.bestEpoch.validationAccuracy).toBe(1);
    expect(ofPage.result.accuracy).toBeGreaterThan(0.999);
    expect(ofPage.curve).toEqual(ofCommand.curve);
    expect(ofPage.history).toEqual(ofCommand.history);
    await close();
  }, 600_000);

  it('have the same losses, step by step, and the command line goes on with what was downloaded', async () => {
    const { page, close } = await open(`/play?${small}&steps=20`);
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await expect.poll(() => score(page).textContent(), { timeout: 60_000 }).toContain('all steps used');
    const cwd = unpacked(await runOf(page));
    const command = (await page.locator('.command code').last().textContent())!.replace('npx unrolled ', '');
    unrolled(`${command} --out own --json`, cwd);
    const curveIn = (run: string) =>
      JSON.parse(readFileSync(join(cwd, run, 'run.json'), 'utf8')).curve.points;
    const [ofPage, ofCommand] = [curveIn('palindrome-lstm'), curveIn('own')];
    expect(ofPage).toHaveLength(20);
    expect(ofPage.map(({ loss }: { loss: number }) => loss)).toEqual(
      ofCommand.map(({ loss }: { loss: number }) => loss),
    );
    const events = unrolled('train palindrome --out palindrome-lstm --resume --steps 30 --json', cwd);
    const steps = events.filter(({ type }) => type === 'step').map(({ step }) => step);
    expect(steps).toEqual(Array.from({ length: 10 }, (_, i) => 21 + i));
    await close();
  }, 180_000);

  it('are of the same digits where these are the page’s: a run brings them with it', async () => {
    const digits =
      'task=mnist-rows&model=rnn&hiddenSize=8&validation=100&unverified=true&batchSize=50&epochs=2';
    const { page, close } = await open(`/play?${digits}`);
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await expect.poll(() => score(page).textContent(), { timeout: 60_000 }).toContain('all steps used');
    const cwd = unpacked(await runOf(page));
    const { history } = JSON.parse(readFileSync(join(cwd, 'mnist-rows-rnn/run.json'), 'utf8'));
    const events = unrolled('train mnist-rows --resume --out mnist-rows-rnn --epochs 3 --json', cwd, {
      UNROLLED_DATA: 'mnist-rows-rnn/digits',
    });
    const steps = events.filter(({ type }) => type === 'step').map(({ step }) => step);
    expect(steps).toEqual(Array.from({ length: 10 }, (_, i) => 21 + i));
    const more = JSON.parse(readFileSync(join(cwd, 'mnist-rows-rnn/run.json'), 'utf8')).history;
    expect(more.slice(0, 2)).toEqual(history);
    await close();
  }, 180_000);
});
