import { integer, oneOf } from '@unrolled/datasets/options';
import { argument, describeCommand } from '../command.js';
import { asUsage, exitCodes } from '../errors.js';
import { flag, flags as shared } from '../flags.js';
import { showResult } from '../render/show-result.js';
import { useBackend } from '../use-backend.js';

const names = ['parity', 'running-and', 'sequence-equality', 'alternating-sum', 'binary-addition'] as const;

export const constructCommand = describeCommand({
  name: 'construct',
  summary: 'a network with weights set by hand, checked on every sequence up to a length',
  args: [argument('<name>', `one of ${names.join(', ')}`, oneOf(names))],
  flags: () => ({
    maxLength: flag('--max-length <steps>', 'check every sequence of up to this many steps', integer(1), 8),
    backend: shared.backend(),
    json: shared.json(),
  }),
  examples: ['unrolled construct parity --max-length 10'],
  async run({ maxLength, backend, json }, [name]: [(typeof names)[number]]) {
    const [{ construct }, { describeConstruction, runConstructed }] = await Promise.all([
      import('@unrolled/analysis'),
      import('../training.js'),
    ]);
    await useBackend(backend);
    const check = await construct(name, { maxLength, run: runConstructed }).catch((error) => {
      throw asUsage(error);
    });
    await showResult(check, describeConstruction(check), {}, { json });
    if (check.wrong > 0) process.exitCode = exitCodes.failed;
  },
});
