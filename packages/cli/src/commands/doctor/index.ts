import { describeCommand } from '../../command.js';
import { findConfig } from '../../config/find-config.js';
import { flags as shared, toggle } from '../../flags.js';
import { showResult } from '../../render/show-result.js';

export const doctorCommand = describeCommand({
  name: 'doctor',
  summary: 'check versions, backends and speed, and say what to do about problems',
  flags: () => ({
    backend: shared.backend(),
    speed: toggle('--no-speed', 'leave the speed test of two seconds out'),
    json: shared.json(),
  }),
  examples: ['unrolled doctor --no-speed'],
  async run({ backend, speed, json }, _, command) {
    const [{ examine }, { describeHealth }] = await Promise.all([
      import('./examine.js'),
      import('./words.js'),
    ]);
    const config = findConfig(command.opts().config ?? command.parent?.opts().config)?.path ?? null;
    const health = { ...(await examine(backend, speed)), config };
    await showResult(health, describeHealth(health), {}, { json });
  },
});
