import type { Words } from '@unrolled/charts';
import type { QueueStatus } from '@unrolled/queue';
import { UsageError } from '../../errors.js';
import { openQueue } from '../../queue.js';
import { remark } from '../../render/print.js';
import { showResult } from '../../render/show-result.js';

/** Shows how a queue stands, and who works on it. */
export async function showStatus(
  url: string | undefined,
  queueName: string,
  json: boolean | undefined,
): Promise<void> {
  if (url === undefined) throw new UsageError('--status needs --queue with the address of the server');
  const { queue, queueStatus } = await openQueue(url, queueName);
  try {
    const status = await queueStatus(queue);
    await showResult({ queue: queue.name, ...status }, describe(status), {}, { json });
  } finally {
    await queue.close();
  }
}

/** Says whether anybody is there to do what is asked for. */
export async function sayWhoWorks({
  queue,
  queueStatus,
}: Awaited<ReturnType<typeof openQueue>>): Promise<void> {
  const { workers } = await queueStatus(queue);
  if (workers.length === 0) {
    const name = queue.name === 'unrolled' ? '' : ` --queue-name ${queue.name}`;
    return remark(`no worker is there yet; start some with: unrolled worker ${queue.shown}${name}`);
  }
  const places = workers.reduce((sum, { concurrency }) => sum + concurrency, 0);
  remark(`${workers.length} ${workers.length === 1 ? 'worker' : 'workers'}, ${places} runs at a time`);
}

function describe({ jobs, workers, builds }: QueueStatus): Words {
  const rows = workers.map(
    ({ host, pid, running, concurrency, stepsPerSecond, finished, failed, build, silentFor }) => [
      `${host}:${pid}`,
      `${running}/${concurrency}`,
      stepsPerSecond.toFixed(1),
      `${finished}`,
      `${failed}`,
      build ?? 'nothing computed yet',
      silentFor > 15 ? `not heard of for ${silentFor.toFixed(0)} s` : '',
    ],
  );
  const counts = Object.entries(jobs).map(([name, count]) => [name, `${count}`]);
  return [
    { head: ['runs', ''], rows: counts },
    '',
    ...(rows.length > 0
      ? [{ head: ['worker', 'runs', 'steps/s', 'finished', 'failed', 'build', ''], rows }]
      : ['no worker was heard of in the last minute']),
    ...(builds.length > 0
      ? ['', `${builds.length} different builds compute: their runs differ in the last digits`]
      : []),
  ];
}
