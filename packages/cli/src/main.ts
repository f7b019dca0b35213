import { watchOutput } from './output.js';
import { run } from './run.js';

watchOutput();
await run(process.argv.slice(2));
