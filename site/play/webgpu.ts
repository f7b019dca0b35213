import { shallowRef } from 'vue';

/** Why nothing can be trained on WebGPU here, in words; undefined where it can be, and until it is known. */
export const webgpuIsMissing = shallowRef<string>();

/** Finds out. */
export async function lookForWebgpu(): Promise<void> {
  const { gpu } = navigator as { readonly gpu?: { requestAdapter(): Promise<unknown> } };
  if (!gpu) webgpuIsMissing.value = 'this browser has no WebGPU';
  else if (!(await gpu.requestAdapter().catch(() => null)))
    webgpuIsMissing.value = 'the browser knows of no graphics processor that pages may use';
}
