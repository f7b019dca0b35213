import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { RunRecord } from '@unrolled/tasks';
import { type Browser, chromium, type Page } from 'playwright';
import { Found, oneByOne } from '../attack.js';
import type { Dice } from '../dice.js';
import { leaves, type Path, withValue } from '../mutate-json.js';
import { temporary } from '../runs/tiny-run.js';

/** Each runs `hostile()` where it is taken for markup, or leaves an element that can be found. */
const payloads = [
  '<script>hostile()</script>',
  '</script><script>hostile()</script>',
  '</style><script>hostile()</script>',
  '</title><script>hostile()</script>',
  '--><script>hostile()</script>',
  '"><img src=x onerror=hostile()>',
  "'><svg onload=hostile()>",
  '" onmouseover="hostile()" x="',
  "' autofocus onfocus='hostile()",
  '<iframe srcdoc="<script>parent.hostile()</script>"></iframe>',
  '<a href="javascript:hostile()">x</a>',
  '<x-hostile>',
  '<style>@import "//hostile.invalid/"</style>',
  '<math><mtext></mtext><mglyph><style><img src onerror=hostile()></style></mglyph></math>',
  '&lt;script&gt;hostile()&lt;/script&gt;',
  '\u003cscript\u003ehostile()\u003c/script\u003e',
];

const isFolderName = (text: string) => !text.includes('/');

/** Places where any text is a record; anything elsewhere has to be refused. */
const free: readonly Path[] = [
  ['versions', 'node'],
  ['result', 'run'],
  ['result', 'baseline', 'metric'],
];

function hostileRecord(dice: Dice, record: RunRecord): unknown {
  const text = () => dice.pick(payloads);
  const texts = free.reduce<unknown>(
    (made, path) => (dice.chance(0.7) ? withValue(made, path, text()) : made),
    record,
  );
  const named = { ...(texts as RunRecord), versions: { ...record.versions, [text()]: text() } };
  if (dice.chance(0.6)) return named;
  const value = dice.pick<() => unknown>([
    text,
    () => ({ markup: text() }),
    () => ({ html: text(), markup: text(), toString: text() }),
    () => [text()],
    () => ({ [text()]: text() }),
  ])();
  return withValue(named, dice.pick(leaves(named)), value);
}

const installed = () =>
  [process.env.CHROMIUM, '/usr/bin/chromium', chromium.executablePath()].find(
    (path) => path && existsSync(path),
  );

/** What the page did: each is one too many. */
async function watched(browser: Browser): Promise<{ page: Page; done: string[] }> {
  const page = await browser.newPage();
  const done: string[] = [];
  await page.exposeFunction('hostile', () => void done.push('a script of the files ran'));
  await page.exposeFunction('violates', (what: string) => void done.push(`the policy stopped ${what}`));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      (globalThis as unknown as { violates(what: string): void }).violates(
        `${violatedDirective} ${blockedURI}`,
      );
    });
  });
  page.on('dialog', (dialog) => {
    done.push('a dialog opened');
    void dialog.dismiss();
  });
  page.on('pageerror', ({ message }) => void done.push(`an error: ${message}`));
  page.on('request', (request) => {
    if (!/^(file|data):/.test(request.url())) done.push(`it asks ${request.url()}`);
  });
  return { page, done };
}

const strange =
  'x-hostile, iframe, object, embed, a[href^="javascript:" i], [src^="x"], main script, main style, header script';

/** Elements of the files among those of the page, after a visitor has been everywhere. Runs in the page. */
function strangers(strange: string): string[] {
  for (const element of document.querySelectorAll('details')) element.open = true;
  const all = [...document.querySelectorAll('*')];
  for (const element of all)
    for (const type of ['mouseover', 'focus']) element.dispatchEvent(new Event(type, { bubbles: true }));
  return all
    .filter((each) => each.matches(strange) || each.getAttributeNames().some((name) => name.startsWith('on')))
    .map(({ outerHTML }) => outerHTML.slice(0, 100));
}

export const hostilePages = oneByOne({
  name: 'hostile-pages',
  summary: 'runs whose records and folders hold markup and scripts, reported and opened in Chromium',
  short: 20,
  long: 1000,
  missing: async () => (installed() ? undefined : 'there is no Chromium; CHROMIUM names one'),
  async open() {
    const { exampleRun } = await import('../readers/example-run.js');
    const { faultOfOutput, runHere } = await import('../readers/run-here.js');
    const { record, model } = await exampleRun();
    const { folder, remove } = temporary();
    const executablePath = installed()!;
    const args = [
      '--no-sandbox',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
    ];
    const browser = await chromium.launch({ executablePath, args });
    const { page, done } = await watched(browser);
    const out = join(folder, 'report.html');
    let opened = 0;
    return {
      async attempt(dice) {
        const run = join(folder, dice.chance(0.5) ? 'run' : dice.pick(payloads.filter(isFolderName)));
        mkdirSync(run);
        writeFileSync(join(run, 'run.json'), JSON.stringify(hostileRecord(dice, record)));
        if (dice.chance(0.3)) writeFileSync(join(run, 'model.safetensors'), model);
        rmSync(out, { force: true });
        const ran = await runHere(['report', run, '--out', out]);
        rmSync(run, { recursive: true });
        const fault = faultOfOutput(ran);
        if (fault) throw new Found(fault);
        if (ran.code !== 0) return; // the record was refused
        opened++;
        done.length = 0;
        await page.goto(pathToFileURL(out).href);
        const found = [
          ...(await page.evaluate(strangers, strange)).map((markup) => `an element of the files: ${markup}`),
          ...done,
        ];
        if (found.length > 0) throw new Found(found.join('; '));
      },
      async close() {
        await browser.close();
        console.log(`hostile-pages: ${opened} reports opened, the other records refused`);
        remove();
      },
    };
  },
});
