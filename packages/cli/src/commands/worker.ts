import { integer } from '@unrolled/datasets/options';
import { argument, describeCommand } from '../command.js';
import { exitCodes } from '../errors.js';
import { flag, flags as shared, textFlag, toggle } from '../flags.js';
import { interruptSignal, saved } from '../interrupt.js';
import { openQueue, queueNameFlag } from '../queue.js';
import { remark } from '../render/print.js';
import { showResult } from '../render/show-result.js';

export const workerCommand = describeCommand({
  name: 'worker',
  summary: 'train the runs of sweeps with --queue, beside any number of other machines',
  args: [argument('<url>', 'the Redis or Valkey server, as redis://host:6379; rediss:// for TLS')],
  flags: () => ({
    queueName: queueNameFlag(),
    concurrency: flag(
      '--concurrency <count>',
      'runs at a time (default: the processor’s cores)',
      integer(1, 1000),
    ),
    backend: shared.backend(),
    untilEmpty: toggle('--until-empty', 'end when no run waits any more'),
    lostAfter: flag(
      '--lost-after <seconds>',
      'not heard of by the server for so long, its runs go to other workers, 5 to 3600',
      integer(5, 3600),
      30,
    ),
    out: textFlag(
      '--out <folder>',
      'where runs in progress are kept; on a disk that workers share, one goes on with another’s (default: runs/worker-<queue-name>)',
    ),
    json: shared.json(),
  }),
  notes: `The password stands in the address or in UNROLLED_QUEUE_PASSWORD, the certificate of an authority of your own in
NODE_EXTRA_CA_CERTS. Ctrl-C and SIGTERM save the runs in progress and give them back.`,
  examples: [
    'unrolled worker redis://HOST:6379',
    'unrolled worker redis://HOST:6379 --concurrency 4 --until-empty',
  ],
  async run({ queueName, concurrency, backend, untilEmpty, lostAfter, out, json }, [url]: [string]) {
    const [{ availableParallelism }, { localProcesses }, { queue, startWorker }] = await Promise.all([
      import('node:os'),
      import('@unrolled/tasks/node'),
      openQueue(url, queueName),
    ]);
    const signal = interruptSignal();
    const atOnce = concurrency ?? availableParallelism();
    const folder = out ?? `runs/worker-${queueName}`;
    const worker = startWorker(queue, {
      executor: localProcesses({ workers: atOnce, backend, patience }),
      folder,
      concurrency: atOnce,
      lostAfter,
      untilEmpty,
      remark,
    });
    remark(`working on ${queueName} at ${queue.shown}, ${atOnce} runs at a time, kept in ${folder}`);
    signal.addEventListener('abort', () => {
      remark(`${signal.reason}: saving the runs in progress; interrupt again to quit at once`);
      worker.stop();
    });
    try {
      const summary = await worker.ended;
      saved();
      if (signal.aborted) process.exitCode ||= exitCodes.interrupted;
      const { finished, failed, steps } = summary;
      const words = [`${finished} runs finished, ${failed} failed, ${steps} steps`];
      await showResult(summary, words, {}, { json });
    } finally {
      await queue.close();
    }
  },
});

/**
 * Milliseconds to wait for whoever writes to a run's folder: on a shared disk, the machine whose run is taken over may be known
 * to be dead only ten minutes after its last sign of life.
 */
const patience = 660_000;
