import { CommanderError } from 'commander';
import { exitCodes, UsageError } from './errors.js';
import { loadTasks } from './load-tasks.js';
import { createProgram } from './program.js';
import { remark } from './render/print.js';

/** Runs a command line; what goes wrong ends as one line on stderr and as the process's exit code. */
export async function run(args: readonly string[]): Promise<void> {
  try {
    await loadTasks(args);
    await createProgram(args).parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.usage; // its line is printed already
    } else {
      const message = error instanceof Error ? error.message : String(error);
      remark(`error: ${message.replaceAll(/\s*\n\s*/g, ' ')}`);
      process.exitCode = error instanceof UsageError ? exitCodes.usage : exitCodes.failed;
    }
  }
}
