import type { RunFolder } from './messages.js';

/** What all moments together take at most. */
const mostBytes = 64e6;
/** As many as a slider finds its way among. */
const most = 40;

/** Moments of a run, each as the run's folder was: training goes on from any of them, to the same bits. */
export function createMoments() {
  let kept: readonly { readonly step: number; readonly files: RunFolder }[] = [];
  const bytes = () => {
    const contents = new Set(kept.flatMap(({ files }) => Object.values(files)));
    return [...contents].reduce((sum, { byteLength }) => sum + byteLength, 0);
  };
  return {
    steps: () => kept.map(({ step }) => step),
    at: (step: number) => kept.find((moment) => moment.step === step)?.files,
    /** Keeps a moment; where there are too many, every second goes, and never the latest. */
    keep(step: number, files: RunFolder) {
      const others = kept.filter((moment) => moment.step !== step);
      kept = [...others, { step, files }].sort((a, b) => a.step - b.step);
      while (kept.length > 1 && (kept.length > most || bytes() > mostBytes))
        kept = kept.filter((_, i) => (kept.length - 1 - i) % 2 === 0);
    },
  };
}
