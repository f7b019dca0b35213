import { differentiatedModels } from '@unrolled/analysis';
import type { Table } from '@unrolled/charts';
import type { gradcheck } from '@unrolled/tasks';
import { describeCommand } from '../command.js';
import { exitCodes } from '../errors.js';
import { flags as shared } from '../flags.js';
import { showResult } from '../render/show-result.js';
import { useBackend } from '../use-backend.js';

export const gradcheckCommand = describeCommand({
  name: 'gradcheck',
  summary: 'the gradient four ways: fused op, autodiff, closed form, central differences',
  flags: () => ({
    cell: shared.cell(differentiatedModels, 'cell, or model'),
    seed: shared.seed(),
    backend: shared.backend(),
    json: shared.json(),
  }),
  examples: ['unrolled gradcheck --cell lstm'],
  async run({ cell, seed, backend, json }) {
    const { gradcheck } = await import('@unrolled/tasks');
    await useBackend(backend);
    const check = await gradcheck(cell, seed);
    const isFused = check.pairs.some(({ a }) => a === 'fused op');
    const remark = `There is no fused op for a ${cell}: three ways are left.`;
    const words = [describeCheck(check), ...(isFused ? [] : ['', remark])];
    await showResult(check, words, {}, { json });
    if (check.pairs.some(({ agrees }) => !agrees)) process.exitCode = exitCodes.failed;
  },
});

function describeCheck({ pairs }: Awaited<ReturnType<typeof gradcheck>>): Table {
  const rows = pairs.map(({ a, b, maxRelativeError, tolerance, agrees }) => [
    a,
    b,
    maxRelativeError.toExponential(1),
    tolerance.toExponential(0),
    agrees ? 'agree' : 'DISAGREE',
  ]);
  return { head: ['one way', 'another', 'max relative error', 'tolerance', ''], rows };
}
