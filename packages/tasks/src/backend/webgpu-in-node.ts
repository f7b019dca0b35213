/** What the npm package `webgpu` has: WebGPU's classes and flags, and how to get to an adapter. */
interface Dawn {
  readonly globals: object;
  create(options: readonly string[]): object;
}

/**
 * Gives Node.js the WebGPU of Chromium, out of the npm package `webgpu`, where the platform has none of its own. tfjs
 * reads the names when its backend is loaded, and so they come before it.
 *
 * @throws Error with the code ERR_MODULE_NOT_FOUND if the package is not installed
 */
export async function bringWebgpu(): Promise<void> {
  const { navigator } = globalThis as { readonly navigator?: object };
  if (navigator && 'gpu' in navigator) return;
  const dawn: string = 'webgpu';
  const { globals, create }: Dawn = await import(/* @vite-ignore */ dawn);
  Object.assign(globalThis, globals);
  const gpu = create([]);
  if (navigator) Object.defineProperty(navigator, 'gpu', { value: gpu });
  else Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true });
}
