import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { printedJson, publishedSchema } from './printed-json.js';
import { bin } from './run-cli.js';
import { runInProcess } from './run-in-process.js';

const folder = new URL('../schema/', import.meta.url);
const cwd = mkdtempSync(join(tmpdir(), 'unrolled-json-'));

/** A command and the schema of each line it prints; a command that keeps runs has its line here, too. */
const commands: [command: string, schema: string][] = [
  ['analyze ratio --json', 'analyze-ratio'],
  ['analyze bounds --json', 'analyze-bounds'],
  ['analyze bounds --norm 1e200 --json', 'analyze-bounds'],
  ['analyze jacobian --length 4 --hidden 5 --json', 'analyze-jacobian'],
  ['analyze clipping --json', 'analyze-clipping'],
  ['analyze parameters --cell gru --hidden 5,4 --bidirectional --json', 'analyze-parameters'],
  ['construct parity --max-length 3 --json', 'construct'],
  ['construct running-and --max-length 3 --json', 'construct'],
  ['construct sequence-equality --max-length 3 --json', 'construct'],
  ['construct alternating-sum --max-length 2 --json', 'construct'],
  ['construct binary-addition --max-length 3 --json', 'construct'],
  ['gradcheck --cell rnn --json', 'gradcheck'],
  ['gradcheck --cell gru --backend cpu --json', 'gradcheck'],
  ['tasks --json', 'tasks'],
  ['dataset --json', 'datasets'],
  ['dataset palindrome --count 3', 'dataset-example'],
  ['dataset binary-addition --count 3 --scheme encoder-decoder', 'dataset-example'],
  ['dataset parity --count 3', 'dataset-example'],
  ['dataset running-and --count 3', 'dataset-example'],
  ['dataset sequence-equality --count 3', 'dataset-example'],
  ['dataset alternating-sum --count 3', 'dataset-example'],
  ['dataset adding-problem --count 3', 'dataset-example'],
  ['dataset copy-memory --count 3', 'dataset-example'],
  ['dataset associative-recall --count 3', 'dataset-example'],
  ['dataset selective-copying --count 3', 'dataset-example'],
  ['dataset dyck --count 3', 'dataset-example'],
  ['dataset sorting --count 3', 'dataset-example'],
  ['dataset counting --count 3', 'dataset-example'],
  ['dataset mnist-rows --count 3 --split test', 'dataset-example'],
  ['dataset text --count 3 --length 8', 'dataset-example'],
  ['train parity --steps 4 --steps-per-epoch 2 --hidden 4 --gradient-norms --out run --json', 'train'],
  ['train adding-problem --length 6 --steps 2 --hidden 4 --out sums --json', 'train'],
  ['train parity --steps 6 --out run --resume --json', 'train'],
  ['runs run sums --json', 'runs'],
  ['evaluate run --examples 20 --json', 'evaluate'],
  ['evaluate sums --json', 'evaluate'],
  ['evaluate run --longer 1,2 --examples 20 --json', 'evaluate'],
  ['evaluate sums --longer 4 --examples 20 --json', 'evaluate'],
  ['predict run 0110 --json', 'predict'],
  ['export run --format onnx --out run.onnx --json', 'export'],
  ['bench --cell rnn --length 4 --hidden 4 --batch 2 --seconds 0.1 --json', 'bench'],
  ['doctor --json', 'doctor'],
  ['doctor --no-speed --json', 'doctor'],
];

describe('stdout', () => {
  it.each(commands)('of %s holds what %s.schema.json says, and nothing else', async (command, name) => {
    const { code, stdout } = await runInProcess(command.split(' '), cwd);
    expect(code).toBe(0);
    printedJson(stdout, name);
  });

  it.runIf(process.platform !== 'win32')('may be closed early by its reader', () => {
    const line = `"${process.execPath}" "${bin}" tasks --json | head -n 1`;
    const { stdout, stderr } = spawnSync('sh', ['-c', line], { encoding: 'utf8' });
    expect({ lines: stdout.split('\n').length, stderr }).toEqual({ lines: 2, stderr: '' });
  });

  it('has a command tried here for every schema there is', () => {
    const published = readdirSync(folder).map((file) => file.replace('.schema.json', ''));
    const elsewhere = ['unrolled.config', 'sweep', 'sweep-status', 'worker', 'report', 'view']; // tried in their own tests
    const tried = new Set([...commands.map(([, name]) => name), ...elsewhere]);
    expect(published.filter((name) => !tried.has(name))).toEqual([]);
  });

  it.each(['datasets', 'doctor', 'bench', 'construct'])(
    '%s.schema.json refuses what is not there',
    (name) => {
      expect(publishedSchema(name)({ surprise: 1 })).toBe(false);
    },
  );
});
