import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

/**
 * WebGPU in Node.js by the npm package `webgpu`, whose folder UNROLLED_WEBGPU names: 130 MB, and so no dependency. Without a
 * graphics card it needs a Vulkan driver that computes on the processor, as the one of Chromium:
 * VK_ICD_FILENAMES=/usr/lib/chromium/vk_swiftshader_icd.json. False where none is named.
 */
export async function hasDawn(): Promise<boolean> {
  const folder = process.env.UNROLLED_WEBGPU;
  if (!folder) return false;
  const path = createRequire(`${folder}/`).resolve('webgpu');
  const { create, globals } = await import(pathToFileURL(path).href);
  Object.assign(globalThis, globals);
  Object.defineProperty(globalThis, 'navigator', { value: { gpu: create([]) }, configurable: true });
  await import('@tensorflow/tfjs-backend-webgpu');
  return true;
}
