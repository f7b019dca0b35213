import type { PlacedJob } from '@unrolled/tasks/node';
import { runName, type SweepPoint, taskDefinition } from '@unrolled/tasks/spec';
import { makeCommand } from '../packages/cli/src/command.js';
import { sweepCommand } from '../packages/cli/src/commands/sweep/index.js';
import { planSweep } from '../packages/cli/src/commands/sweep/plan-sweep.js';
import type { Table } from './table.js';

/** A run of a table, not yet run. */
export interface PlannedRun extends PlacedJob {
  readonly table: string;
  readonly command: string;
  /** Its folder under that of the table. */
  readonly name: string;
  readonly point: SweepPoint;
}

/** The runs that the commands of a table make, as the command line reads them. */
export function plannedRuns(
  table: string,
  { commands }: Pick<Table, 'commands'>,
  folder: string,
): PlannedRun[] {
  return Object.entries(commands).flatMap(([command, line]) => {
    const { points, jobs } = parse(line);
    return points.map((point, i) => {
      const name = `${command.replaceAll(/\W+/g, '-')}/${runName(point)}`;
      return { table, command, name, point, job: jobs[i]!, run: `${folder}/${table}/${name}` };
    });
  });
}

/** A train line is a sweep of one run. */
function parse(line: string) {
  const [, verb, task, ...words] = line.split(' ') as [string, string, string, ...string[]];
  const definition = taskDefinition(task);
  const command = makeCommand({ ...sweepCommand(definition), run: () => {} }).exitOverride();
  const usual = verb === 'train' && !words.includes('--cell') ? ['--cell', definition.models[0]!] : [];
  command.parse([task, ...usual, ...words], { from: 'user' });
  return planSweep(task, command.opts());
}
