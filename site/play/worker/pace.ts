/** Whether training goes on, waits, or takes one step and waits again. */
export function createPace() {
  let isPaused = false;
  let steps = 0;
  let wake = () => {};
  return {
    isPaused: () => isPaused,
    pause() {
      isPaused = true;
    },
    go() {
      isPaused = false;
      wake();
    },
    step() {
      isPaused = true;
      steps = 1;
      wake();
    },
    /** Waits until the next step is to be taken, or the signal says that there is to be none. */
    async next(signal: AbortSignal): Promise<void> {
      while (isPaused && steps === 0 && !signal.aborted) {
        await new Promise<void>((resolve) => {
          wake = () => {
            signal.removeEventListener('abort', wake);
            resolve();
          };
          signal.addEventListener('abort', wake);
        });
      }
      steps = 0;
    },
  };
}
