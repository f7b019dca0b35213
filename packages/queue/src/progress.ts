import type { TrainEvent } from '@unrolled/tasks';
import { trainEvents } from '@unrolled/tasks';
import * as v from 'valibot';

/** Milliseconds between two reports of a run. */
const interval = 500;

/** What a worker reports of a run while it goes on. */
export interface Progress {
  readonly events: readonly TrainEvent[];
}

/**
 * Gathers what a run does, and hands it on every half second: of its steps the last, and everything else but its end, which
 * goes with the result.
 */
export function reporter(send: (progress: Progress) => Promise<void>) {
  let gathered: TrainEvent[] = [];
  let sending: Promise<void> | undefined;
  let sentAt = performance.now();
  const flush = () => {
    if (gathered.length === 0 || sending) return;
    const events = gathered;
    gathered = [];
    sentAt = performance.now();
    sending = send({ events }).finally(() => (sending = undefined));
  };
  return {
    hear(event: TrainEvent): void {
      if (event.type === 'done') return;
      if (gathered.at(-1)?.type === 'step' && event.type === 'step') gathered.pop();
      gathered.push(event);
      if (performance.now() - sentAt > interval) flush();
    },
    /** Hands on what is left. */
    async end(): Promise<void> {
      await sending;
      flush();
      await sending;
    },
  };
}

const events = v.strictObject({
  events: v.array(
    v.variant(
      'type',
      Object.entries(trainEvents).map(([type, content]) =>
        v.strictObject({ type: v.literal(type), ...content }),
      ) as never,
    ),
  ),
});

/** The events of a report; none of one that is damaged. */
export function readProgress(json: unknown): readonly TrainEvent[] {
  const { success, output } = v.safeParse(events, json);
  return success ? (output.events as unknown as TrainEvent[]) : [];
}
