import type { ServerResponse } from 'node:http';
import { comparison, mostCompared, runRows } from '@unrolled/charts/view';
import type { Look, RunWatch, SeenRun } from '@unrolled/tasks/node';
import { commandOf } from './command-of.js';

/** A page that is open, and what it has been told. */
interface Stream {
  readonly response: ServerResponse;
  /** The runs that it asked for, by name; none where it follows what is in progress. */
  readonly asked: readonly string[];
  readonly rows: Map<string, string>;
  chosen: readonly SeenRun[];
  told: string;
}

/** Milliseconds between two looks at the folder. */
const pause = 1000;
/** Looks may take so much of the time. */
const shareForLooks = 0.25;
/** Looks after which a page that was told nothing hears that the server is there. */
const looksBetweenSigns = 15;
const mostStreams = 32;

/** Tells pages that are open what changes in a folder of runs, each what it does not know yet. Looks while one is open. */
export function runStreams(watch: RunWatch) {
  const open = new Set<Stream>();
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;
  let looks = 0;

  const lookOnce = async () => {
    const look = await watch.look();
    const rows = runRows([...look.runs.values()]);
    const drawn = new Map<string, Promise<Drawn>>();
    looks++;
    for (const stream of open) await tell(stream, look, rows, drawn);
  };
  const lookNow = () => {
    clearTimeout(timer);
    const began = performance.now();
    looking ??= lookOnce()
      .catch((error: Error) => {
        for (const stream of open) send(stream, 'remark', { words: error.message });
      })
      .finally(() => {
        looking = undefined;
        const taken = performance.now() - began;
        if (open.size > 0) timer = setTimeout(lookNow, Math.max(pause, taken / shareForLooks));
      });
    return looking;
  };

  async function tell(
    stream: Stream,
    { runs, others }: Look,
    rows: ReadonlyMap<string, string>,
    drawn: Map<string, Promise<Drawn>>,
  ): Promise<void> {
    if (stream.response.writableNeedDrain) return; // it is told when it has read what it was told before
    const chosen = chosenOf(stream.asked, runs);
    const changed = [...rows].filter(([run, row]) => stream.rows.get(run) !== row);
    const gone = [...stream.rows.keys()].filter((run) => !rows.has(run));
    const isFirst = stream.told === '';
    const isSame =
      chosen.length === stream.chosen.length && chosen.every((run, i) => run === stream.chosen[i]);
    if (isFirst || changed.length + gone.length > 0 || !isSame) {
      for (const [run, row] of changed) stream.rows.set(run, row);
      for (const run of gone) stream.rows.delete(run);
      send(stream, 'runs', { rows: changed, gone, chosen: chosen.map(({ run }) => run), others });
    } else if (looks % looksBetweenSigns === 0) stream.response.write(':\n\n');
    if (isSame && !isFirst) return;
    stream.chosen = chosen;
    const key = JSON.stringify(chosen.map(({ run }) => run));
    drawn.set(key, drawn.get(key) ?? draw(watch, chosen));
    const { words, parts } = await drawn.get(key)!;
    const told = JSON.stringify([words, parts]);
    if (told === stream.told) return;
    stream.told = told;
    send(stream, 'remark', { words });
    if (parts) send(stream, 'comparison', parts);
  }

  return {
    /** Whether there is room for one more page. */
    hasRoom: () => open.size < mostStreams,
    /** Tells a page what there is, and from now on what changes, until it goes. */
    add(response: ServerResponse, asked: readonly string[]): void {
      const stream: Stream = { response, asked, rows: new Map(), chosen: [], told: '' };
      open.add(stream);
      response.once('close', () => open.delete(stream));
      response.write('retry: 1000\n\n');
      void (looking ?? Promise.resolve()).then(lookNow);
    },
    /** Tells all pages how things stand last, and leaves them. */
    async end(): Promise<void> {
      await looking;
      if (open.size > 0) await lookNow();
      clearTimeout(timer);
      for (const stream of open) {
        send(stream, 'end', {});
        stream.response.end();
      }
      open.clear();
    },
  };
}

const send = ({ response }: Stream, type: string, data: object) =>
  response.write(`event: ${type}\ndata: ${JSON.stringify(data)}\n\n`);

/** The runs that are asked for and can be read; else those in progress, or the one that changed last. */
function chosenOf(asked: readonly string[], runs: ReadonlyMap<string, SeenRun>): SeenRun[] {
  if (asked.length > 0)
    return [...new Set(asked)]
      .flatMap((run) => runs.get(run) ?? [])
      .filter(({ record }) => record)
      .slice(0, mostCompared);
  const readable = [...runs.values()].filter(({ record }) => record);
  const inProgress = readable.filter(({ record, isInUse }) => isInUse && record!.status === 'running');
  return inProgress.length > 0 ? inProgress.slice(0, mostFollowed) : readable.slice(0, 1);
}

/** Of runs in progress that nobody chose: as many as one chart holds. */
const mostFollowed = 6;

interface Drawn {
  readonly words: string;
  readonly parts?: { readonly curves: string; readonly about: string };
}

async function draw(watch: RunWatch, chosen: readonly SeenRun[]): Promise<Drawn> {
  if (chosen.length === 0) return { words: '' };
  try {
    const read = chosen.map(async ({ run }) => {
      const record = await watch.read(run);
      return { name: run, record, command: commandOf(record) };
    });
    return { words: '', parts: comparison(await Promise.all(read)) };
  } catch (error) {
    return { words: `These runs cannot be drawn: ${(error as Error).message}` };
  }
}
