/**
 * Films the built site and the viewer for the README: docs/images/play.webp, twenty seconds of /play, and docs/images/gallery.webp. Needs
 * both built: `npm run build && npm run site:build`, then `npm run record --workspace site`, with the folder of the site behind it where
 * that is another.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright';
import sharp from 'sharp';
import { serve } from '../test/serve.js';

const root = join(import.meta.dirname, '../..');
const bin = join(root, 'packages/cli/bin/unrolled.js');
const images = join(root, 'docs/images');

/** A picture, and for how many milliseconds it is shown. */
interface Frame {
  readonly png: Buffer;
  readonly delay: number;
}

const frame = async (page: Page, delay: number): Promise<Frame> => ({ png: await page.screenshot(), delay });

/** So many pictures, one after the other as fast as the browser takes them, whatever the page does meanwhile. */
async function film(page: Page, count: number, delay = 300): Promise<Frame[]> {
  const frames: Frame[] = [];
  while (frames.length < count) frames.push(await frame(page, delay));
  return frames;
}

/** Scrolls until an element stands below the upper edge. */
const scrollTo = (page: Page, selector: string) =>
  page
    .locator(selector)
    .first()
    .evaluate((element) => window.scrollTo(0, element.getBoundingClientRect().top + scrollY - 80));

/** A plain RNN that begins uniformly forgets, and one that begins orthogonally learns, on the same batches. */
async function filmPlay(browser: Browser, origin: string): Promise<Frame[]> {
  const page = await browser.newPage({ viewport: { width: 960, height: 640 } });
  await page.goto(`${origin}/play`, { waitUntil: 'networkidle' });
  const preset = page.getByRole('button', { name: 'Uniform or orthogonal' });
  await preset.hover();
  const frames = [await frame(page, 1400)];
  await preset.click();
  frames.push(...(await film(page, 2)));
  await page.locator('[data-score]').nth(1).waitFor();
  await scrollTo(page, '[data-score]');
  frames.push(...(await film(page, 28)));
  await scrollTo(page, 'figure:has(canvas.matrix)');
  frames.push(...(await film(page, 12)));
  await scrollTo(page, 'figure:has(svg.spectrum)');
  frames.push(...(await film(page, 9)));
  const question = page.getByLabel(/Ask it yourself/).nth(1);
  await scrollTo(page, '.question');
  for (const digits of ['', '721', '721094835', '7210948355553849012']) {
    await question.fill(digits);
    frames.push(await frame(page, 350));
  }
  await question.press('Enter');
  await page.locator('.question p', { hasText: '→' }).waitFor();
  frames.push(await frame(page, 2500));
  await page.close();
  return frames;
}

/** What the pages look like in the end: the gradient and the states of both networks, and runs beside each other. */
async function gallery(browser: Browser, origin: string): Promise<Buffer> {
  const play = await browser.newPage({ viewport: { width: 900, height: 1100 } });
  await play.goto(`${origin}/play`, { waitUntil: 'networkidle' });
  await play.getByRole('button', { name: 'RNN or LSTM' }).click();
  await play.waitForFunction(
    () =>
      [...document.querySelectorAll('[data-score]')].every(
        ({ textContent }) => Number(/step (\d+)/.exec(textContent)?.[1]) >= 40,
      ),
    undefined,
    { timeout: 300_000 },
  );
  await scrollTo(play, 'figure:has(canvas.matrix)');
  const left = await play.screenshot();
  await play.close();
  const right = await pictureOfViewer(browser);
  const [width, height, gap] = [900, 1100, 20];
  return sharp({ create: { width: 2 * width + gap, height, channels: 4, background: '#00000000' } })
    .composite([
      { input: left, left: 0, top: 0 },
      { input: right, left: width + gap, top: 0 },
    ])
    .webp({ quality: 80 })
    .toBuffer();
}

async function pictureOfViewer(browser: Browser): Promise<Buffer> {
  const cwd = mkdtempSync(join(tmpdir(), 'unrolled-gallery-'));
  for (const words of ['rnn --initialization uniform', 'rnn', 'lstm']) {
    const name = words.replaceAll(/\W+/g, '-');
    const line = `train palindrome --length 8 --hidden 32 --steps 80 --steps-per-epoch 20 --stop-at 2 --out runs/${name} --cell ${words}`;
    spawnSync(process.execPath, [bin, ...line.split(' ')], { cwd, stdio: 'inherit' });
  }
  const viewer = spawn(process.execPath, [bin, 'view'], { cwd, stdio: ['ignore', 'pipe', 'ignore'] });
  const [url] = await once(viewer.stdout, 'data');
  const page = await browser.newPage({ viewport: { width: 900, height: 1100 }, colorScheme: 'dark' });
  await page.goto(`${String(url).trim()}?run=rnn-initialization-uniform&run=rnn&run=lstm`);
  await page.locator('#about article').nth(2).waitFor();
  const picture = await page.screenshot();
  await page.close();
  viewer.kill('SIGINT');
  return picture;
}

const [, , built = join(root, 'site/.vitepress/dist')] = process.argv;
const site = await serve(built);
const browser = await chromium.launch({
  ...(process.env.CHROMIUM && { executablePath: process.env.CHROMIUM }),
  args: ['--no-sandbox', '--disable-quic', '--disable-background-networking', '--disable-component-update'],
});
try {
  const frames = await filmPlay(browser, site.origin);
  console.log(`${frames.length} frames`);
  const film = join(images, 'play.webp');
  await sharp(
    frames.map(({ png }) => png),
    { join: { animated: true } },
  )
    .webp({
      quality: 60,
      effort: 5,
      minSize: true,
      mixed: true,
      loop: 0,
      delay: frames.map(({ delay }) => delay),
    })
    .toFile(film);
  const seconds = frames.reduce((sum, { delay }) => sum + delay, 0) / 1000;
  console.log(`${film}: ${frames.length} frames, ${seconds.toFixed(1)} s, ${(await stat(film)).size} bytes`);
  const still = join(images, 'gallery.webp');
  await sharp(await gallery(browser, site.origin)).toFile(still);
  console.log(`${still}: ${(await stat(still)).size} bytes`);
} finally {
  await browser.close();
  site.close();
}
