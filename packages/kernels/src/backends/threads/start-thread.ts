import { type Following, follow } from './follow.js';

// Tools that keep the names of functions wrap them by a function of this name, which the text would lack.
const source = `const __name = (named) => named; const follow = ${follow};`;

/**
 * Starts a thread that follows. It does not keep a process from ending, and ends with it, as with a page. Where none can
 * be had, as where a page's policy forbids it, the others do its work.
 */
export function startThread(following: Following): void {
  const threads = globalThis.process?.getBuiltinModule?.('node:worker_threads');
  if (threads) {
    const code = `${source} follow(process.getBuiltinModule('node:worker_threads').workerData);`;
    // Without the flags of this process: modules that it preloads are nothing to a thread.
    const worker = new threads.Worker(code, { eval: true, workerData: following, execArgv: [] });
    worker.on('error', () => {});
    worker.unref();
    return;
  }
  const code = `${source} onmessage = ({ data }) => follow(data);`;
  const url = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
  const worker = new Worker(url, { type: 'module' });
  worker.onerror = (event) => event.preventDefault();
  worker.postMessage(following);
}
