import { Command } from 'commander';
import { options } from '../options.js';

export function tasksCommand(): Command {
  return new Command('tasks')
    .description('list what can be trained, with defaults and source')
    .addOption(options.json())
    .addHelpText('after', '\nExample:\n  unrolled tasks --json')
    .action(async ({ json }: { json?: boolean }) => {
      const { taskDefinitions } = await import('@unrolled/tasks');
      for (const { name, summary, source, options: taskOptions } of Object.values(taskDefinitions)) {
        if (json) console.log(JSON.stringify({ name, summary, source, options: taskOptions }));
        else {
          const flags = Object.entries(taskOptions).map(([option, value]) => `${option} ${value}`);
          console.log(`${name}: ${summary}\n  defaults: ${flags.join(', ')}\n  source: ${source}`);
        }
      }
    });
}
