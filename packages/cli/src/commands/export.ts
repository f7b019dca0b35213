import { statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { oneOf } from '@unrolled/datasets/options';
import { exportFormatNames, exportFormats } from '@unrolled/tasks/spec';
import { argument, describeCommand } from '../command.js';
import { asUsage, UsageError } from '../errors.js';
import { flag, flags as shared, textFlag, toggle } from '../flags.js';
import { showResult } from '../render/show-result.js';
import { openRun } from '../runs.js';
import { useBackend } from '../use-backend.js';

export const exportCommand = describeCommand({
  name: 'export',
  summary: "write a run's best model as other programs read it, standardization and readout inside",
  args: [argument('<run>', 'the folder of the run')],
  flags: () => ({
    format: flag(
      '--format <name>',
      `${exportFormatNames.join(', ')} (default: what the name of --out ends with, or onnx)`,
      oneOf(exportFormatNames),
    ),
    out: textFlag('--out <path>', 'where to write (default: the name of the run)'),
    force: toggle('--force', 'write in the place of what is there by that name'),
    task: shared.task(),
    json: shared.json(),
  }),
  notes: exportFormatNames.map((name) => `${name}: for ${exportFormats[name].reader}`).join('\n'),
  examples: ['unrolled export runs/palindrome-lstm-length5-seed1 --format onnx --out palindrome.onnx'],
  async run({ format: asked, out, force, json }, [run]: [string]) {
    const ofName = exportFormatNames.find((name) => out?.endsWith(exportFormats[name].ending));
    const format = asked ?? ofName ?? 'onnx';
    const path = out ?? `${basename(run)}${exportFormats[format].ending}`;
    const present = statSync(path, { throwIfNoEntry: false });
    if (present && !force)
      throw new UsageError(`${path} is there already; --force replaces it, or give --out another path`);
    const { task, job, weights } = await openRun(run, {}, []);
    const [{ exportRun, usage }, { writeFileAtomic }, { recordedRun, runDirectory }] = await Promise.all([
      import('@unrolled/tasks/export'),
      import('@unrolled/datasets/atomic-file'),
      import('../training.js'),
    ]);
    if (present && (await recordedRun(runDirectory(dirname(path))).catch(() => true)))
      throw new UsageError(`${path} belongs to a run; give --out another path`);
    await useBackend('cpu');
    const exported = await exportRun(task, job, weights, format).catch((error) => {
      throw asUsage(error);
    });
    const isFile = exported instanceof Uint8Array;
    if (present && present.isDirectory() === isFile) {
      const [there, written] = isFile ? ['a folder', 'a file'] : ['a file', 'a folder'];
      throw new UsageError(`${path} is ${there}, and ${format} is ${written}; give --out another path`);
    }
    const files = isFile
      ? { [path]: exported }
      : Object.fromEntries(Object.entries(exported).map(([name, bytes]) => [join(path, name), bytes]));
    for (const [file, bytes] of Object.entries(files)) await writeFileAtomic(file, bytes);
    await showResult(
      { run, format, out: path, files: Object.keys(files) },
      [
        `${run} in ${path}, for ${exportFormats[format].reader}`,
        '',
        ...usage(format, task, job, path).split('\n'),
      ],
      {},
      { json },
    );
  },
});
