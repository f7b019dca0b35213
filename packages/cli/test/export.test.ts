import { mkdtempSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadModel } from '@unrolled/tasks';
import * as ort from 'onnxruntime-web';
import { beforeAll, describe, expect, it } from 'vitest';
import { runInProcess } from './run-in-process.js';

const cwd = mkdtempSync(join(tmpdir(), 'unrolled-export-'));
const unrolled = (line: string) => runInProcess(line.split(' '), cwd);

beforeAll(async () => {
  ort.env.wasm.numThreads = 1;
  const { code } = await unrolled(
    'train palindrome --length 5 --encoding scalar --hidden 8 --steps 20 --out run',
  );
  expect(code).toBe(0);
}, 60_000);

describe('export', () => {
  it('writes an ONNX model that answers as `predict` does, from the digits as they are', async () => {
    const { code, stdout } = await unrolled('export run --format onnx --out model.onnx');
    expect({ code, lines: stdout.split('\n').slice(0, 4) }).toEqual({
      code: 0,
      lines: [
        'run in model.onnx, for ONNX Runtime, in any language',
        '',
        "import * as ort from 'onnxruntime-node';",
        'const session = await ort.InferenceSession.create("model.onnx");',
      ],
    });
    const session = await ort.InferenceSession.create(await readFile(join(cwd, 'model.onnx')));
    const inputs = new ort.Tensor('float32', [7, 2, 9, 2], [1, 4, 1]);
    const { probabilities } = await session.run({ inputs });
    const asked = JSON.parse((await unrolled('predict run 7292 --json')).stdout) as {
      readonly probabilities: readonly number[];
    };
    asked.probabilities.forEach((probability, k) => {
      expect(Math.abs(Number(probabilities!.data[k]) - probability)).toBeLessThan(1e-5);
    });
  });

  it('goes by the name of the run unless told otherwise', async () => {
    const { stdout } = await unrolled('export run --json');
    expect(JSON.parse(stdout)).toEqual({ run: 'run', format: 'onnx', out: 'run.onnx', files: ['run.onnx'] });
    const folder = await unrolled('export run --format tfjs-layers --json');
    expect(JSON.parse(folder.stdout).out).toBe('run-tfjs');
  });

  it('writes a folder for tf.loadLayersModel, and a file for loadModel', async () => {
    const folder = await unrolled('export run --format tfjs-layers --out web --json');
    expect(JSON.parse(folder.stdout).files).toEqual([join('web', 'weights.bin'), join('web', 'model.json')]);
    expect((await unrolled('export run --out run.safetensors')).code).toBe(0);
    const model = await loadModel(join(cwd, 'run.safetensors'));
    const [answer] = await model.predict([[[7], [2], [9], [2]]]);
    model.dispose();
    const asked = JSON.parse((await unrolled('predict run 7292 --json')).stdout);
    expect(answer!.predicted).toEqual([asked.output]);
  });

  it('says what a format cannot express', async () => {
    await unrolled('train parity --cell skip-rnn --hidden 3 --length 4 --steps 1 --out skip');
    expect(await unrolled('export skip --format tfjs-layers --out skipped')).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'error: tfjs-layers: there is no layer for skip-rnn; try onnx, or safetensors, which has every model\n',
    });
  });

  it('leaves alone what is there unless told otherwise', async () => {
    const record = await readFile(join(cwd, 'run/run.json'));
    const refused = await unrolled('export run --format onnx --out run/run.json');
    expect(refused).toEqual({
      code: 2,
      stdout: '',
      stderr: 'error: run/run.json is there already; --force replaces it, or give --out another path\n',
    });
    expect(await readFile(join(cwd, 'run/run.json'))).toEqual(record);
    await writeFile(join(cwd, 'old.onnx'), 'old');
    expect((await unrolled('export run --out old.onnx --force')).code).toBe(0);
    expect((await readFile(join(cwd, 'old.onnx'))).length).toBeGreaterThan(100);
  });

  it.each([
    ['onnx', 'run', 'run is a folder, and onnx is a file'],
    ['tfjs-layers', 'run.onnx', 'run.onnx is a file, and tfjs-layers is a folder'],
    ['safetensors', 'run/model.safetensors', 'run/model.safetensors belongs to a run'],
  ])(
    'of %s with --force takes the place of an earlier export alone, not of %s',
    async (format, out, what) => {
      const { code, stderr } = await unrolled(`export run --format ${format} --out ${out} --force`);
      expect({ code, stderr }).toEqual({ code: 2, stderr: `error: ${what}; give --out another path\n` });
    },
  );
});
