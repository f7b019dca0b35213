import { Command } from 'commander';
import { options } from '../options.js';

export function tasksCommand(): Command {
  return new Command('tasks')
    .description('list what can be trained, with defaults and source')
    .addOption(options.json())
    .addHelpText('after', '\nExample:\n  unrolled tasks --json')
    .action(async ({ json }: { json?: boolean }) => {
      const [{ taskDefinitions }, { print, printJson }] = await Promise.all([
        import('@unrolled/tasks'),
        import('../render/print.js'),
      ]);
      for (const { name, summary, source, models, options: taskOptions } of Object.values(taskDefinitions)) {
        if (json) {
          printJson({ name, summary, source, cells: models, options: taskOptions });
          continue;
        }
        const flags = Object.entries(taskOptions).map(([option, known]) => `--${option} ${known.default}`);
        print(
          `${name}: ${summary}\n  defaults: --cell ${[models[0], ...flags].join(' ')}\n  source: ${source}`,
        );
      }
    });
}
