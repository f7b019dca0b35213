import { lossUnit, percent, stopReasons } from '@unrolled/charts';
import type { Job } from '@unrolled/tasks';
import { computed, onBeforeUnmount, shallowRef, watch } from 'vue';
import { jobOf, type Request } from './request.js';
import { after, fresh, type RunState } from './run-state.js';
import { startTraining, type Training } from './training.js';
import { webgpuIsMissing } from './webgpu.js';
import type { Report, RunFolder } from './worker/messages.js';

interface Asked {
  readonly request: Request;
  /** A run to go on with in place of a fresh one. */
  readonly from?: RunFolder | undefined;
}

/** Milliseconds between two pictures for whoever wants little motion. */
const calm = 1000;
const wantsLittleMotion = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** A run that is watched while it goes on: what is asked of it and what is seen of it. */
export function useRun(asked: () => Asked, heard: (report: Report) => void) {
  /** What is seen of the run. */
  const state = shallowRef<RunState>(fresh);
  /** What is known of it, ahead of what is seen until the next frame, however many reports come in between. */
  let known: RunState = fresh;
  let isComing = false;
  let drawn = 0;
  let training: Training | undefined;

  const planned = computed((): { readonly job: Job } | { readonly job?: never; readonly mistake: string } => {
    try {
      const job = jobOf(asked().request);
      if (job.backend !== 'webgpu' || webgpuIsMissing.value === undefined) return { job };
      return { mistake: `on webgpu nothing can be trained here: ${webgpuIsMissing.value}` };
    } catch (error) {
      return { mistake: (error as Error).message };
    }
  });

  function hear(report: Report): void {
    know(after(known, report));
    heard(report);
  }

  function know(now: RunState): void {
    known = now;
    if (isComing) return;
    isComing = true;
    const rest = wantsLittleMotion() ? drawn + calm - performance.now() : 0;
    if (rest > 0) setTimeout(draw, rest);
    else requestAnimationFrame(draw);
  }

  function draw(): void {
    isComing = false;
    drawn = performance.now();
    state.value = known;
  }

  function start(paused: boolean): void {
    end();
    const plan = planned.value;
    if (!plan.job) {
      hear({ type: 'failed', message: plan.mistake, isFatal: true });
      return;
    }
    know({ ...fresh, phase: 'loading' });
    training = startTraining(plan.job, hear, { from: asked().from, paused });
  }

  function end(): void {
    training?.end();
    training = undefined;
    know(fresh);
  }

  const isOver = () => known.phase === 'done' || known.phase === 'failed';
  const order: Training['order'] = (order) => training?.order(order);
  function goOn(how: 'go' | 'step'): void {
    if (!training || isOver()) start(how === 'step');
    order({ type: how });
  }

  // The old network is nothing of the new request.
  watch(() => [asked().request, asked().from], end);
  onBeforeUnmount(end);

  return {
    state,
    planned,
    score: computed(() => scoreOf(state.value)),
    known: () => known,
    order,
    /** Begins unless it has begun, and goes on unless it is done. */
    go: () => goOn('go'),
    pause: () => order({ type: 'pause' }),
    step: () => goOn('step'),
    /** Back to a kept moment, to wait there. */
    rewind(step: number): void {
      know({ ...known, phase: 'training' });
      order({ type: 'rewind', step });
    },
    end,
    isOver,
  };
}

/** Those of some runs that go on: all of them anew, where all are over. */
export function unfinished<Run extends { isOver(): boolean }>(runs: readonly Run[]): readonly Run[] {
  const going = runs.filter((run) => !run.isOver());
  return going.length > 0 ? going : runs;
}

/** How it stands, in words. */
function scoreOf({ phase, step, loss, accuracy, dataset, parameters, result }: RunState): string {
  if (!dataset) return phase === 'loading' ? 'loading the network' : 'not trained yet';
  const guessing =
    dataset.baseline.metric === 'accuracy' ? `, guessing ${percent(dataset.baseline.value)}` : '';
  const right = accuracy === undefined ? '' : `, ${percent(accuracy)} right${guessing}`;
  const scored = loss === undefined ? '' : `: loss ${loss.toPrecision(4)} ${lossUnit(dataset)}${right}`;
  const ended = result ? `; ${stopReasons[result.stopped]}` : '';
  return `step ${step}${scored}; ${parameters} parameters${ended}`;
}
