import { run } from './run.js';

// A reader that has seen enough, as `head`, closes the pipe; what is being done, as a run to keep, goes on.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

await run(process.argv.slice(2));
