import { fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Attack, Finding, Range } from './attack.js';
import type { FuzzMessage, FuzzOrder } from './fuzz-process.js';
import type { KnownReader } from './readers/all.js';

const program = fileURLToPath(new URL('./fuzz-process.ts', import.meta.url));
const longest = 2000; // ms of the processor for one case
const longestWait = 120_000; // ms on the clock for one that waits for what never comes
const mostEnds = 20; // processes of one attack that cases may end before it is given up

/** The attack on a reader: its cases in a process of its own, so that one may hang, fill the memory or kill it. */
export function fuzz(name: string, { load: _, ...known }: KnownReader): Attack {
  return {
    name,
    ...known,
    async run(range, report) {
      const { first, count, until } = range;
      let at = first;
      let suspect = -1;
      for (
        let ends = 0;
        ends < mostEnds && at < first + count && (at === first || Date.now() < until);
        ends++
      ) {
        const { next, ended } = await cases(name, { ...range, first: at, count: first + count - at }, report);
        at = next;
        if (ended === undefined) continue;
        // What comes first in a process takes longer: only a case that hangs again is one that hangs.
        if (ended === 'hangs' && suspect !== at) {
          suspect = at;
          continue;
        }
        const { made } = await cases(name, { ...range, first: at }, report, true);
        const what = ended === 'hangs' ? `takes more than ${longest / 1000} s, or waits for ever` : ended;
        report({ index: at++, message: `${what}: ${made}` });
      }
      return at - first;
    },
  };
}

/** The case after those that were made, how the last of them ended the process, and what was asked for of one. */
interface Told {
  readonly next: number;
  readonly ended?: string;
  readonly made?: string;
}

/** Runs cases until they are done or one of them ends the process: how, and which is the next. */
function cases(
  reader: string,
  range: Range,
  report: (finding: Finding) => void,
  describes = false,
): Promise<Told> {
  const folder = mkdtempSync(join(tmpdir(), 'campaign-'));
  const order: FuzzOrder = { reader, range, folder, describes, journal: join(folder, 'journal') };
  const child = fork(program, [JSON.stringify(order)], {
    execArgv: [...process.execArgv, '--expose-gc', '--max-old-space-size=160', '--max-semi-space-size=8'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let said = '';
  child.stderr!.on('data', (chunk) => (said = `${said}${chunk}`.slice(-2000)));
  return new Promise((resolve, reject) => {
    let [at, since, begun, hangs] = [-1, 0, 0, false];
    let done: Told | undefined;
    const watch = setInterval(() => {
      const now = caseIn(order.journal);
      if (now !== at) [at, since, begun] = [now, timeOf(child.pid!), Date.now()];
      hangs = at >= 0 && (timeOf(child.pid!) - since > longest || Date.now() - begun > longestWait);
      if (hangs) child.kill('SIGKILL');
    }, 250);
    child.on('message', (message: FuzzMessage) => {
      if ('finding' in message) report(message.finding);
      else done = 'made' in message ? { ...message, next: range.first } : message;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearInterval(watch);
      const last = caseIn(order.journal);
      rmSync(folder, { recursive: true, force: true });
      if (done) resolve(done);
      else if (last < 0) reject(new Error(`${reader} does not start: ${said}`));
      else
        resolve({
          next: last,
          ended: hangs
            ? 'hangs'
            : `ends the process by ${signal ?? `exit code ${code}`}: ${/^.*(Error|FATAL).*$/m.exec(said)?.[0] ?? said.trim()}`,
        });
    });
  });
}

/** What a process has used of the processor where Linux tells, for a busy machine is slow; else the clock. In ms. */
function timeOf(pid: number): number {
  try {
    const [user, system] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ').slice(11);
    return 10 * (Number(user) + Number(system));
  } catch {
    return Date.now();
  }
}

/** The case in progress; -1 before the first. */
function caseIn(journal: string): number {
  try {
    return readFileSync(journal).readInt32LE();
  } catch {
    return -1;
  }
}
