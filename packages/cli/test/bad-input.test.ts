import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from './run-cli.js';
import { runInProcess } from './run-in-process.js';

const cwd = mkdtempSync(join(tmpdir(), 'unrolled-bad-input-'));
const files = {
  file: 'no folder',
  'broken.json': '{',
  'misspelt.json': '{ "trian": {} }',
  'wrong.json': '{ "train": { "cell": "gnu" } }',
  'taken/run.json': '{}',
  'torn/run.json': '{ "task": ',
};
for (const folder of ['taken', 'torn']) mkdirSync(join(cwd, folder));
for (const [name, content] of Object.entries(files)) writeFileSync(join(cwd, name), content);
const listing = () => readdirSync(cwd, { recursive: true }).sort();
const before = listing();

/** What is asked, the exit code (2 is wrong usage, 1 what went wrong while running), and the line on stderr. */
const table: [line: string, code: number, expected: string | RegExp][] = [
  ['frobnicate', 2, "error: unknown command 'frobnicate'"],
  ['trian palindrome', 2, "error: unknown command 'trian' (Did you mean train?)"],
  ['--frobnicate', 2, "error: unknown option '--frobnicate'"],
  ['--config', 2, "error: option '--config <file>' argument missing"],
  ['train', 2, 'error: name a task, as `palindrome`, or give --data with a file of your own'],
  ['train foo', 2, /^error: unknown task 'foo'; the tasks are: palindrome, /],
  ['train palindrome extra', 2, "error: too many arguments for 'train'. Expected 1 argument but got 2."],
  ['train palindrome --lenght 5', 2, "error: unknown option '--lenght' (Did you mean --length?)"],
  ['train palindrome --length', 2, "error: option '--length <number>' argument missing"],
  [
    'train palindrome --length 0',
    2,
    "error: option '--length <number>' argument '0' is invalid. It must be an integer from 2 to 1000000.",
  ],
  [
    'train palindrome --length 1',
    2,
    "error: option '--length <number>' argument '1' is invalid. It must be an integer from 2 to 1000000.",
  ],
  [
    'train palindrome --length abc',
    2,
    "error: option '--length <number>' argument 'abc' is invalid. It must be an integer from 2 to 1000000.",
  ],
  [
    'train palindrome --length 5.5',
    2,
    "error: option '--length <number>' argument '5.5' is invalid. It must be an integer from 2 to 1000000.",
  ],
  [
    'train palindrome --length 1e99',
    2,
    "error: option '--length <number>' argument '1e99' is invalid. It must be an integer from 2 to 1000000.",
  ],
  [
    'train palindrome --cell foo',
    2,
    "error: option '--model, --cell <kind>' argument 'foo' is invalid. It must be one of lstm, rnn, skip-rnn, gru, min-gru, min-lstm, lru, transformer, feedforward.",
  ],
  [
    'train palindrome --encoding words',
    2,
    "error: option '--encoding <name>' argument 'words' is invalid. It must be one of one-hot, scalar.",
  ],
  [
    'train palindrome --base 99',
    2,
    "error: option '--base <number>' argument '99' is invalid. It must be an integer from 2 to 36.",
  ],
  [
    'train palindrome --max 3',
    2,
    "error: palindrome: there is no option 'max'; the options are: length, base, encoding, sampling",
  ],
  [
    'train binary-addition --padding front',
    2,
    "error: binaryAddition: padding must be 'behind' where the least significant digit comes first, received 'front'",
  ],
  [
    'sweep binary-addition --cell rnn --padding front,behind --out sums',
    2,
    "error: binaryAddition: padding must be 'behind' where the least significant digit comes first, received 'front'",
  ],
  [
    'train palindrome --learning-rate 0',
    2,
    "error: option '--learning-rate <rates>' argument '0' is invalid. It must be a number above 0.",
  ],
  [
    'train palindrome --learning-rate 0.1,x',
    2,
    "error: option '--learning-rate <rates>' argument '0.1,x' is invalid. It must be a number above 0, or a list of them.",
  ],
  [
    'train palindrome --optimizer newton',
    2,
    "error: option '--optimizer <name>' argument 'newton' is invalid. It must be one of sgd, momentum, nesterov, rmsprop, adam, adamw.",
  ],
  [
    'train palindrome --hidden 0',
    2,
    "error: option '--hidden <units>' argument '0' is invalid. It must be an integer of at least 1.",
  ],
  [
    'train palindrome --layers -1',
    2,
    "error: option '--layers <count>' argument '-1' is invalid. It must be an integer from 1 to 1000.",
  ],
  [
    'train palindrome --batch many',
    2,
    "error: option '--batch <examples>' argument 'many' is invalid. It must be an integer of at least 1.",
  ],
  [
    'train palindrome --steps 0',
    2,
    "error: option '--steps <count>' argument '0' is invalid. It must be an integer of at least 1.",
  ],
  [
    'train palindrome --epochs -5',
    2,
    "error: option '--epochs <count>' argument '-5' is invalid. It must be an integer of at least 1.",
  ],
  [
    'train palindrome --clip-norm 0',
    2,
    "error: option '--clip-norm <norm>' argument '0' is invalid. It must be a number above 0.",
  ],
  [
    'train palindrome --forget-bias one',
    2,
    "error: option '--forget-bias <value>' argument 'one' is invalid. It must be a number.",
  ],
  [
    'train palindrome --stop-at -1',
    2,
    "error: option '--stop-at <accuracy>' argument '-1' is invalid. It must be a number of at least 0.",
  ],
  [
    'train palindrome --activation step',
    2,
    "error: option '--activation <name>' argument 'step' is invalid. It must be one of tanh, relu, sigmoid.",
  ],
  [
    'train palindrome --seed -1',
    2,
    "error: option '--seed <number>' argument '-1' is invalid. It must be an integer of at least 0.",
  ],
  [
    'train palindrome --seed 1.5',
    2,
    "error: option '--seed <number>' argument '1.5' is invalid. It must be an integer of at least 0.",
  ],
  [
    'train palindrome --backend gpu',
    2,
    "error: option '--backend <name>' argument 'gpu' is invalid. It must be one of auto, wasm, node, node-gpu, webgpu, webgl, cpu.",
  ],
  ['train palindrome --resume', 2, 'error: --resume needs --out with the folder of the run to go on with'],
  ['train palindrome --resume --out none', 2, 'error: none holds no run; `unrolled train` makes one'],
  [
    'train palindrome --resume --out none --seed 2',
    2,
    "error: option '--resume' cannot be used with option '--seed <number>'",
  ],
  [
    'train palindrome --out taken',
    2,
    'error: taken holds a run already; go on with it by --resume, or give --out another folder',
  ],
  [
    'train palindrome --resume --out taken',
    2,
    'error: taken holds no run that can be read: run.json names no job',
  ],
  ['train palindrome --resume --out torn', 2, /^error: torn holds no run that can be read: /],
  [
    'train parity --encoding scalar',
    2,
    "error: parity: there is no option 'encoding'; the options are: length, sampling",
  ],
  [
    'train parity --out ',
    2,
    "error: option '--out <folder>' argument '' is invalid. It must be a text that is not empty.",
  ],
  [
    'train parity --out=',
    2,
    "error: option '--out <folder>' argument '' is invalid. It must be a text that is not empty.",
  ],
  [
    'dataset parity --out ',
    2,
    "error: option '--out <file>' argument '' is invalid. It must be a text that is not empty.",
  ],
  [
    'report run --out ',
    2,
    "error: option '--out <file>' argument '' is invalid. It must be a text that is not empty.",
  ],
  [
    'analyze ratio --out ',
    2,
    "error: option '--out <path>' argument '' is invalid. It must be a text that is not empty.",
  ],
  [
    'sweep parity --out ',
    2,
    "error: option '--out <folder>' argument '' is invalid. It must be a text that is not empty.",
  ],
  [
    'tasks --config ',
    2,
    "error: option '--config <file>' argument '' is invalid. It must be a text that is not empty.",
  ],
  [
    'evaluate ',
    2,
    "error: command-argument value '' is invalid for argument 'run'. It must be a text that is not empty.",
  ],
  [
    'report taken ',
    2,
    "error: command-argument value '' is invalid for argument 'runs'. It must be a text that is not empty.",
  ],
  [
    'predict  1',
    2,
    "error: command-argument value '' is invalid for argument 'run'. It must be a text that is not empty.",
  ],
  ['evaluate \u001b[2J\u202e', 2, 'error: \\u001b[2J\\u202e holds no run; `unrolled train` makes one'],
  [
    'train palindrome --hidden 20000',
    2,
    /^error: train: a step takes about 5\d GiB of memory, and there are .* GiB; at most hiddenSize \d+ would fit$/m,
  ],
  ['train palindrome --batch 1000000000', 2, /^error: train: .* at most batchSize \d+ would fit$/m],
  [
    'train palindrome --layers 100000000',
    2,
    "error: option '--layers <count>' argument '100000000' is invalid. It must be an integer from 1 to 1000.",
  ],
  ['sweep palindrome --hidden 16,20000', 2, /^error: train: a step takes about /],
  [
    'sweep palindrome --cell rnn --seeds 5000 --length 5,6,7',
    2,
    'error: sweep: these are 15,000 runs; a sweep has at most 10,000',
  ],
  [
    'dataset palindrome --length 100000000',
    2,
    "error: option '--length <number>' argument '100000000' is invalid. It must be an integer from 2 to 1000000.",
  ],
  [
    'analyze jacobian --hidden 100000',
    2,
    /^error: gradientFlow: the Jacobians of 100000 units over 19 steps take 2e\+17 multiplications, .*; hiddenSize of at most \d+ would do$/m,
  ],
  [
    'analyze jacobian --length 1000000 --hidden 64',
    2,
    /^error: gradientFlow: the Jacobians of all steps take .* of memory; there are /,
  ],
  [
    'construct parity --max-length 1000',
    2,
    'error: construct: maxLength must be at most 22, which makes 8,388,606 sequences, received 1000',
  ],
  ['bench --hidden 100000', 2, /^error: train: a step takes about /],
  ['evaluate', 2, "error: missing required argument 'run'"],
  ['evaluate nowhere', 2, 'error: nowhere holds no run; `unrolled train` makes one'],
  ['evaluate torn', 2, /^error: torn holds no run that can be read: /],
  ['evaluate file', 2, /^error: file holds no run that can be read: ENOTDIR/],
  [
    'evaluate nowhere --examples 0',
    2,
    "error: option '--examples <count>' argument '0' is invalid. It must be an integer of at least 1.",
  ],
  ['predict', 2, "error: missing required argument 'run'"],
  ['predict nowhere 1 2', 2, 'error: nowhere holds no run; `unrolled train` makes one'],
  [
    'predict nowhere --index -1',
    2,
    "error: option '--index <number>' argument '-1' is invalid. It must be an integer of at least 0.",
  ],
  ['sweep', 2, 'error: name a task, as `palindrome`, or give --data with a file of your own'],
  ['sweep foo', 2, /^error: unknown task 'foo'; the tasks are: palindrome, /],
  [
    'sweep palindrome --cell rnn,gnu',
    2,
    "error: option '--cell <kinds>' argument 'rnn,gnu' is invalid. It must be one of rnn, skip-rnn, gru, lstm, min-gru, min-lstm, lru, transformer, feedforward.",
  ],
  [
    'sweep palindrome --length 5,,10',
    2,
    "error: option '--length <list>' argument '5,,10' is invalid. It must be an integer from 2 to 1000000.",
  ],
  [
    'sweep palindrome --length 1',
    2,
    "error: option '--length <list>' argument '1' is invalid. It must be an integer from 2 to 1000000.",
  ],
  [
    'sweep palindrome --seeds 0',
    2,
    "error: option '--seeds <count>' argument '0' is invalid. It must be an integer from 1 to 10000.",
  ],
  [
    'sweep palindrome --workers 0',
    2,
    "error: option '--workers <count>' argument '0' is invalid. It must be an integer of at least 1.",
  ],
  [
    'sweep palindrome --optimizer adam,newton',
    2,
    "error: option '--optimizer <list>' argument 'adam,newton' is invalid. It must be one of sgd, momentum, nesterov, rmsprop, adam, adamw.",
  ],
  ['analyze nothing', 2, "error: unknown command 'nothing'"],
  [
    'analyze ratio --epsilon 2',
    2,
    'error: approximateDerivativeRatio: epsilon must lie between −1 and 1, where 1 − ε² > 0, received 2',
  ],
  [
    'analyze ratio --epsilon NaN',
    2,
    "error: option '--epsilon <value>' argument 'NaN' is invalid. It must be a number.",
  ],
  [
    'analyze ratio --max-steps 0',
    2,
    "error: option '--max-steps <count>' argument '0' is invalid. It must be an integer from 1 to 10000.",
  ],
  [
    'analyze ratio --out plot.pdf',
    2,
    'error: plot.pdf: charts are drawn as .svg or .png, or both into a folder',
  ],
  ['analyze ratio --out file/plots', 1, /^error: cannot write file\/plots\S*: ENOTDIR/],
  [
    'analyze bounds --norm -1',
    2,
    "error: option '--norm <value>' argument '-1' is invalid. It must be a number of at least 0.",
  ],
  [
    'analyze bounds --activation step',
    2,
    "error: option '--activation <name>' argument 'step' is invalid. It must be one of tanh, relu, sigmoid, identity.",
  ],
  [
    'analyze bounds --max-distance none',
    2,
    "error: option '--max-distance <steps>' argument 'none' is invalid. It must be an integer from 1 to 10000.",
  ],
  ['analyze jacobian nowhere', 2, 'error: nowhere holds no run; `unrolled train` makes one'],
  [
    'analyze jacobian nowhere --length 5',
    2,
    'error: --length belongs to a fresh network; nowhere has its own',
  ],
  [
    'analyze jacobian --hidden 0',
    2,
    "error: option '--hidden <units>' argument '0' is invalid. It must be an integer of at least 1.",
  ],
  [
    'analyze parameters --hidden 128,0',
    2,
    "error: option '--hidden <units>' argument '128,0' is invalid. It must be an integer of at least 1.",
  ],
  [
    'analyze parameters --cell foo',
    2,
    "error: option '--cell <kind>' argument 'foo' is invalid. It must be one of rnn, skip-rnn, gru, lstm, min-gru, min-lstm, lru, transformer.",
  ],
  [
    'analyze clipping --gradient 1,x',
    2,
    "error: option '--gradient <values>' argument '1,x' is invalid. It must be a number.",
  ],
  [
    'analyze clipping --limit 0',
    2,
    "error: option '--limit <value>' argument '0' is invalid. It must be a number above 0.",
  ],
  [
    'analyze clipping --max-norm -4',
    2,
    "error: option '--max-norm <value>' argument '-4' is invalid. It must be a number above 0.",
  ],
  [
    'gradcheck --cell foo',
    2,
    "error: option '--cell <kind>' argument 'foo' is invalid. It must be one of rnn, skip-rnn, gru, lstm, min-gru, min-lstm, lru, transformer.",
  ],
  ['gradcheck lstm', 2, "error: too many arguments for 'gradcheck'. Expected 0 arguments but got 1."],
  [
    'gradcheck --seed x',
    2,
    "error: option '--seed <number>' argument 'x' is invalid. It must be an integer of at least 0.",
  ],
  ['construct', 2, "error: missing required argument 'name'"],
  [
    'construct xor',
    2,
    "error: command-argument value 'xor' is invalid for argument 'name'. It must be one of parity, running-and, sequence-equality, alternating-sum, binary-addition.",
  ],
  [
    'construct parity --max-length 0',
    2,
    "error: option '--max-length <steps>' argument '0' is invalid. It must be an integer of at least 1.",
  ],
  [
    'construct parity --max-length 8.5',
    2,
    "error: option '--max-length <steps>' argument '8.5' is invalid. It must be an integer of at least 1.",
  ],
  [
    'dataset foo',
    2,
    "error: unknown dataset 'foo'; the datasets are: palindrome, binary-addition, parity, running-and, sequence-equality, alternating-sum, adding-problem, copy-memory, associative-recall, selective-copying, dyck, sorting, counting, mnist-rows, text",
  ],
  [
    'dataset palindrom --length 3',
    2,
    "error: unknown dataset 'palindrom'; the datasets are: palindrome, binary-addition, parity, running-and, sequence-equality, alternating-sum, adding-problem, copy-memory, associative-recall, selective-copying, dyck, sorting, counting, mnist-rows, text",
  ],
  [
    'dataset palindrome extra',
    2,
    "error: too many arguments for 'palindrome'. Expected 0 arguments but got 1.",
  ],
  [
    'dataset palindrome --length 1',
    2,
    "error: option '--length <number>' argument '1' is invalid. It must be an integer from 2 to 1000000.",
  ],
  [
    'dataset palindrome --base 99',
    2,
    "error: option '--base <number>' argument '99' is invalid. It must be an integer from 2 to 36.",
  ],
  ['dataset palindrome --lenght 5', 2, "error: unknown option '--lenght' (Did you mean --length?)"],
  [
    'dataset palindrome --format xls',
    2,
    "error: option '--format <name>' argument 'xls' is invalid. It must be one of npz, csv, jsonl.",
  ],
  [
    'dataset palindrome --count 0',
    2,
    "error: option '--count <examples>' argument '0' is invalid. It must be an integer of at least 1.",
  ],
  [
    'dataset binary-addition --scheme one-to-one',
    2,
    "error: option '--scheme <name>' argument 'one-to-one' is invalid. It must be one of many-to-many, encoder-decoder.",
  ],
  [
    'dataset mnist-rows --classes 3,11',
    2,
    "error: option '--classes <list>' argument '3,11' is invalid. It must be an integer from 0 to 9.",
  ],
  ['dataset mnist-rows --classes 3,3', 2, 'error: mnistRows: classes names 3 twice'],
  [
    'dataset alternating-sum --length 3',
    2,
    "error: option '--length <number>' argument '3' is invalid. It must be even.",
  ],
  [
    'dataset palindrome --count 3 --out no/such/folder/p.npz',
    1,
    /^error: cannot write no\/such\/folder\/p\.npz: ENOENT/,
  ],
  ['dataset --json palindrome', 2, 'error: --json lists the datasets; examples come as --format jsonl'],
  ['tasks extra', 2, /^error: unknown task 'extra'; the tasks are: palindrome, /],
  ['doctor extra', 2, "error: too many arguments for 'doctor'. Expected 0 arguments but got 1."],
  ['doctor --speed', 2, "error: unknown option '--speed' (Did you mean --no-speed?)"],
  [
    'bench --cell foo',
    2,
    "error: option '--cell <kinds>' argument 'foo' is invalid. It must be one of rnn, gru, lstm.",
  ],
  [
    'bench --length 1',
    2,
    "error: option '--length <digits>' argument '1' is invalid. It must be an integer of at least 2.",
  ],
  [
    'bench --seconds 0',
    2,
    "error: option '--seconds <time>' argument '0' is invalid. It must be a number above 0.",
  ],
  ['view nowhere', 2, 'error: there is no folder nowhere; `unrolled train` makes runs'],
  ['view', 2, 'error: there is no folder runs; `unrolled train` makes runs'],
  ['view file', 2, 'error: file is a file; name the folder of a run, or one that runs lie in'],
  ['view taken torn', 2, "error: too many arguments for 'view'. Expected 1 argument but got 2."],
  [
    'view taken --port 70000',
    2,
    "error: option '--port <number>' argument '70000' is invalid. It must be an integer from 1 to 65535.",
  ],
  ['train palindrome --view --dry-run', 2, "error: option '--view' cannot be used with option '--dry-run'"],
  ['completion', 2, "error: missing required argument 'shell'"],
  [
    'completion powershell',
    2,
    "error: command-argument value 'powershell' is invalid for argument 'shell'. It must be one of bash, zsh, fish.",
  ],
  ['help frobnicate', 2, "error: unknown command 'frobnicate'; `unrolled --help` lists them"],
  ['tasks --config none.json', 2, 'error: cannot read the config file none.json: ENOENT'],
  ['tasks --config broken.json', 2, /^error: broken\.json is not JSON: /],
  ['tasks --config misspelt.json', 2, /^error: misspelt\.json: trian is unknown; the file can set train, /],
  [
    'tasks --config wrong.json',
    2,
    'error: wrong.json: train.cell: "gnu" is invalid. It must be one of rnn, skip-rnn, gru, lstm, min-gru, min-lstm, lru, transformer, feedforward.',
  ],
];

describe('bad input is refused in one line, and nothing is written', () => {
  it.each(table)('unrolled %s', async (line, expectedCode, expected) => {
    const { code, stdout, stderr } = await runInProcess(line.split(' '), cwd);
    expect({ code, stdout }).toEqual({ code: expectedCode, stdout: '' });
    expect(stderr).toMatch(/^error: [^\n]+\n$/);
    if (typeof expected === 'string') expect(stderr).toBe(`${expected}\n`);
    else expect(stderr).toMatch(expected);
    expect(listing()).toEqual(before);
  });

  it('has at least 60 lines', () => {
    expect(table.length).toBeGreaterThanOrEqual(60);
  });

  it.each(table.filter((_, i) => i % 25 === 0))(
    'unrolled %s, in a process of its own',
    async (line, expectedCode) => {
      const { code, stdout, stderr } = await runCli(line.split(' '), cwd);
      expect({ code, stdout }).toEqual({ code: expectedCode, stdout: '' });
      expect(stderr).toMatch(/^error: [^\n]+\n$/);
    },
  );
});
