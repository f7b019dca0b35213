let last = performance.now();

/** Lets timers, signals and the page's events run, at most every 30 ms: a backend's promises alone do not. */
export async function breathe(): Promise<void> {
  if (performance.now() - last < 30) return;
  await new Promise((resolve) => setTimeout(resolve, 0));
  last = performance.now();
}
