import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { runDirectory } from '@unrolled/tasks/node';
import { type JobRequest, planJob, type RunRecord } from '@unrolled/tasks/spec';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startViewer, type Viewer } from '../src/view/viewer.js';
import { printedJson } from './printed-json.js';
import { startCli } from './run-cli.js';

const cwd = realpathSync(mkdtempSync(join(tmpdir(), 'unrolled-view-')));
const root = join(cwd, 'runs');
const secret = 'what nobody outside may read';

function record(steps: number, request: JobRequest = {}): RunRecord {
  const points = Array.from({ length: steps }, (_, i) => ({
    step: i + 1,
    loss: 1 / (i + 1),
    gradientNorm: 1,
  }));
  return {
    job: planJob('palindrome', { length: 5 }, { model: 'rnn', ...request }),
    plan: { steps: 20, stepsPerEpoch: 20 },
    backend: 'wasm',
    versions: {},
    status: 'running',
    history: [],
    curve: { every: 1, points },
    started: '2026-11-27T05:00:00.000Z',
  };
}
const keep = (run: string, steps = 3, request: JobRequest = {}) =>
  runDirectory(join(root, run)).writeRecord(record(steps, request));

let viewer: Viewer;
beforeAll(async () => {
  await keep('first');
  await keep('second', 5, { settings: { hiddenSize: 9 } });
  mkdirSync(join(cwd, 'outside'));
  writeFileSync(join(cwd, 'outside/run.json'), secret);
  for (const run of ['torn', 'linked']) mkdirSync(join(root, run));
  writeFileSync(join(root, 'torn/run.json'), '{');
  symlinkSync(join(cwd, 'outside/run.json'), join(root, 'linked/run.json'));
  symlinkSync(join(cwd, 'outside'), join(root, 'linked-folder'));
  viewer = await startViewer(root);
});
afterAll(() => viewer?.close());

/** What the server answers to bytes, until it says no more or the time is over. */
function exchange(sent: string, milliseconds = 3000): Promise<string> {
  return new Promise((resolve) => {
    let received = '';
    const socket = connect(viewer.port, '127.0.0.1', () => socket.write(sent));
    socket.on('data', (chunk) => (received += chunk));
    socket.on('close', () => resolve(received)).on('error', () => {});
    setTimeout(() => socket.destroy(), milliseconds);
  });
}

const path = () => new URL(viewer.url).pathname;
const host = () => `127.0.0.1:${viewer.port}`;
/** A request as a socket sends it, nothing of it made regular. */
const request = (target: string, headers: readonly string[] = [`Host: ${host()}`], method = 'GET') =>
  [`${method} ${target} HTTP/1.1`, ...headers, 'Connection: close', '', ''].join('\r\n');
const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);

const textOf = ({ body }: Response): AsyncIterable<string> =>
  Readable.fromWeb(body as ReadableStream).setEncoding('utf8');

/** The first events that a page which asks for these runs is told, by their types. */
async function told(query = '', types = ['runs', 'comparison']): Promise<Record<string, unknown>> {
  const response = await fetch(`${viewer.url}events${query}`);
  const events: Record<string, unknown> = {};
  let text = '';
  for await (const chunk of textOf(response)) {
    text += chunk;
    for (const [, type, data] of text.matchAll(/^event: (\w+)\ndata: (.*)\n\n/gm))
      events[type!] ??= JSON.parse(data!);
    if (types.every((type) => type in events)) break;
  }
  return events;
}

describe('the viewer', () => {
  it('answers at its address, under a policy, and is kept and framed nowhere', async () => {
    const response = await fetch(viewer.url);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('<h1>Runs in');
    expect(response.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; .*connect-src 'self'; frame-ancestors 'none'$/,
    );
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'cache-control': 'no-store',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    expect([...response.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it('has another token each time', async () => {
    const other = await startViewer(root);
    await other.close();
    expect(new URL(other.url).pathname).toMatch(/^\/[\w-]{32}\/$/);
    expect(new URL(other.url).pathname).not.toBe(path());
  });

  it('tells of every run, and compares those that are asked for', async () => {
    const { runs, comparison } = (await told('?run=second&run=first&run=none')) as {
      runs: { rows: [string, string][]; chosen: string[] };
      comparison: { curves: string; about: string };
    };
    expect(runs.rows.map(([run]) => run).sort()).toEqual(['first', 'linked', 'second', 'torn']);
    expect(runs.chosen).toEqual(['second', 'first']);
    expect(comparison.curves).toContain('Line chart of loss');
    expect(comparison.about).toContain('unrolled train palindrome --cell rnn --hidden 9 --seed 1');
  });

  it('follows what changed last where nothing is asked for, and tells what changes, alone', async () => {
    await keep('second', 6, { settings: { hiddenSize: 9 } });
    const response = await fetch(`${viewer.url}events`);
    const rows: string[][] = [];
    let text = '';
    for await (const chunk of textOf(response)) {
      text += chunk;
      const heard = [...text.matchAll(/^event: runs\ndata: (.*)\n\n/gm)].map(([, data]) => JSON.parse(data!));
      rows.splice(0, rows.length, ...heard.map((event) => event.rows.map(([run]: [string]) => run)));
      if (rows.length > 1) break;
      if (rows.length === 1 && text.includes('event: comparison'))
        await keep('second', 7, { settings: { hiddenSize: 9 } });
      expect(heard[0]?.chosen ?? ['second']).toEqual(['second']);
    }
    expect(rows[1]).toEqual(['second']);
  });
});

describe('the viewer tells nothing', () => {
  it.each([
    ['/', 404],
    ['/events', 404],
    ['/..%2f..%2fetc%2fpasswd', 404],
    ['/../outside/run.json', 404],
    ['TOKEN../../outside/run.json', 404],
    ['TOKEN%2e%2e%2foutside%2frun.json', 404],
    ['TOKENfirst/run.json', 404],
    ['TOKENlinked/run.json', 404],
    ['TOKENevents/', 404],
    ['TOKENevents%00', 404],
    ['/TOKEN', 404],
    ['//127.0.0.1TOKEN', 404],
    ['http://127.0.0.1TOKEN', 404],
    ['*', 404],
  ])('of a path that is none: %s', async (target, status) => {
    const answer = await exchange(request(target.replace('TOKEN', path())));
    expect({ status: statusOf(answer), tells: answer.includes(secret) }).toEqual({ status, tells: false });
  });

  it('to a token that is wrong in one place, too long or empty', async () => {
    const token = path().slice(1, -1);
    const wrong = `${token[0] === 'A' ? 'B' : 'A'}${token.slice(1)}`;
    for (const given of [wrong, `${token}A`, token.slice(1), 'A'.repeat(5000), ''])
      expect(statusOf(await exchange(request(`/${given}/`)))).toBe(404);
  });

  it.each([
    ['a name of somebody else’s that points here', ['Host: attacker.example']],
    ['such a name with our port', ['Host: attacker.example:PORT']],
    ['a name that ends as ours', ['Host: localhost.attacker.example']],
    ['a user before ours', ['Host: 127.0.0.1@attacker.example']],
    ['two names', ['Host: 127.0.0.1:PORT', 'Host: attacker.example']],
    ['an empty name', ['Host: ']],
    ['a page of another origin', ['Host: 127.0.0.1:PORT', 'Origin: https://attacker.example']],
    ['a page of no origin', ['Host: 127.0.0.1:PORT', 'Origin: null']],
    ['a page of another port here', ['Host: 127.0.0.1:PORT', 'Origin: http://127.0.0.1:1']],
    ['a script of another site', ['Host: 127.0.0.1:PORT', 'Sec-Fetch-Site: cross-site']],
    [
      'a frame of another site',
      [
        'Host: 127.0.0.1:PORT',
        'Sec-Fetch-Site: cross-site',
        'Sec-Fetch-Mode: navigate',
        'Sec-Fetch-Dest: iframe',
      ],
    ],
  ])('to %s', async (_, headers) => {
    const sent = headers.map((header) => header.replace('PORT', String(viewer.port)));
    for (const target of [path(), `${path()}events`]) {
      const answer = await exchange(request(target, sent));
      expect(statusOf(answer)).toBe(403);
      expect(answer).not.toContain('first');
    }
  });

  it('to anything but GET and HEAD', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE'])
      expect(statusOf(await exchange(request(path(), undefined, method)))).toBe(405);
    expect(await exchange(request(path(), undefined, 'HEAD'))).not.toContain('<h1>');
  });

  it('to what is no HTTP, and goes on', async () => {
    for (const bytes of [
      '\0\0\0',
      'GET\r\n\r\n',
      `GET ${'/'.repeat(100_000)} HTTP/1.1\r\n\r\n`,
      request(path(), []),
    ])
      expect(statusOf(await exchange(bytes, 500))).not.toBe(200);
    expect((await fetch(viewer.url)).status).toBe(200);
  });

  it('of what links lead to, and of runs by no name that it has not found', async () => {
    for (const query of ['', '?run=linked', '?run=linked-folder', '?run=../outside', `?run=${cwd}/outside`]) {
      const events = JSON.stringify(await told(query, ['runs']));
      expect(events).not.toContain(secret);
      expect(events).not.toContain(secret.slice(0, 8));
      expect(events).toContain('run.json is a link, which is not followed');
      expect(events).not.toContain('linked-folder');
    }
  });

  it('answers to localhost, by whatever port it was led here, and to a link that was followed', async () => {
    const followed = ['Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: navigate', 'Sec-Fetch-Dest: document'];
    for (const headers of [
      ['Host: localhost:8000', 'Origin: http://localhost:8000'],
      [`Host: ${host()}`, ...followed],
    ])
      expect(statusOf(await exchange(request(path(), headers)))).toBe(200);
  });

  it('to other machines', async () => {
    const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
    for (const { address, family } of addresses.filter(({ internal }) => !internal).slice(0, 3)) {
      const refused = await new Promise((resolve) => {
        const socket = connect({ host: address, port: viewer.port, family: family === 'IPv6' ? 6 : 4 });
        socket.on('connect', () => resolve(false)).on('error', () => resolve(true));
      });
      expect(refused).toBe(true);
    }
  });
});

/** Waits until a stream has said this. */
const heard = (stream: NodeJS.ReadableStream, expected: RegExp) =>
  new Promise<string>((resolve) => {
    let text = '';
    stream.on('data', (chunk) => {
      text += chunk;
      const [found] = expected.exec(text) ?? [];
      if (found) resolve(found);
    });
  });

describe('unrolled view', () => {
  it('prints the address alone on stdout, and ends with 130 by Ctrl-C, its pages told', async () => {
    const { process: child, finished } = startCli(['view', 'runs'], cwd);
    const url = (await heard(child.stdout!, /^http:\S+\/\n/)).trim();
    const page = fetch(`${url}events`).then((response) => response.text());
    await new Promise((resolve) => setTimeout(resolve, 300));
    child.kill('SIGINT');
    expect(await page).toContain('event: end');
    expect(await finished).toEqual({
      code: 130,
      stdout: `${url}\n`,
      stderr: 'showing the runs of runs to this machine alone; Ctrl-C ends it\n',
    });
    await expect(fetch(url)).rejects.toThrow();
  });

  it('says as JSON where the page is', async () => {
    const { process: child, finished } = startCli(['view', '--json'], cwd);
    await heard(child.stdout!, /\n/);
    child.kill('SIGINT');
    const [said] = printedJson((await finished).stdout, 'view') as [
      { url: string; port: number; folder: string },
    ];
    expect(said).toMatchObject({ folder: 'runs', url: expect.stringContaining(`:${said.port}/`) });
  });

  it('names a port that is taken', async () => {
    const { finished } = startCli(['view', 'runs', '--port', String(viewer.port)], cwd);
    expect(await finished).toEqual({
      code: 2,
      stdout: '',
      stderr: `error: port ${viewer.port} is in use; give --port another one, or leave it out for one that is free\n`,
    });
  });

  it.skipIf(process.platform !== 'linux')('--open hands the address to the browser', async () => {
    const [bin, opened] = [join(cwd, 'bin'), join(cwd, 'opened')];
    mkdirSync(bin);
    writeFileSync(join(bin, 'xdg-open'), `#!/bin/sh\nprintf %s "$1" > ${opened}\n`, {
      mode: 0o755,
    });
    const { process: child, finished } = startCli(['view', 'runs', '--open'], cwd, {
      PATH: `${bin}:${process.env.PATH}`,
    });
    await expect
      .poll(() => (existsSync(opened) ? readFileSync(opened, 'utf8') : ''), { timeout: 60_000 })
      .toMatch(/^http/);
    child.kill('SIGINT');
    const { stdout } = await finished;
    expect(`${readFileSync(opened, 'utf8')}\n`).toBe(stdout);
  });
});

describe('unrolled train --view', () => {
  it('says first where the run can be watched, and tells pages of its end before it ends itself', async () => {
    const line =
      'train palindrome --cell rnn --steps 40 --steps-per-epoch 10 --hidden 8 --view --json --out runs/live';
    const { process: child, finished } = startCli(line.split(' '), cwd);
    const url = (await heard(child.stderr!, /http:\S+/)).trim();
    const page = fetch(`${url}events`).then((response) => response.text());
    const { code, stdout } = await finished;
    const events = await page;
    expect(code).toBe(0);
    expect(stdout.trim().split('\n').at(-1)).toContain('"type":"done"');
    expect(events).toContain('all steps used');
    expect(events.trimEnd()).toMatch(/event: end\ndata: \{\}$/);
    await expect(fetch(url)).rejects.toThrow();
  });
});
