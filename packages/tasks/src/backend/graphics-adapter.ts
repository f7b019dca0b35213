import * as tf from '@tensorflow/tfjs-core';

/** What a backend for graphics processors computes on. */
export interface GraphicsAdapter {
  /** As its driver calls it. */
  readonly name: string;
  /** That it is a program on the processor, which is slower than the backends made for one. */
  readonly isSoftware: boolean;
}

/** The members of tfjs's backends that tell, and of WebGPU in as far as they are read here. */
interface TellingBackend {
  readonly isUsingGpuDevice?: boolean;
  readonly gpgpu?: { readonly gl?: WebGLRenderingContext };
}
interface Gpu {
  requestAdapter(options: object): Promise<{
    readonly isFallbackAdapter?: boolean;
    readonly info?: Readonly<Record<string, string | boolean>>;
  } | null>;
}

/**
 * What the backend in use computes on; undefined where that is no graphics processor and no imitation of one.
 *
 * @example
 * await selectBackend('cpu');
 * await adapterInUse(); // → undefined
 */
export async function adapterInUse(): Promise<GraphicsAdapter | undefined> {
  const backend = tf.backend() as TellingBackend;
  switch (tf.getBackend()) {
    case 'webgpu':
      return webgpuAdapter();
    case 'webgl':
      return backend.gpgpu?.gl && webglAdapter(backend.gpgpu.gl);
    case 'tensorflow':
      return backend.isUsingGpuDevice
        ? { name: 'a GPU that TensorFlow found', isSoftware: false }
        : undefined;
    default:
      return undefined;
  }
}

/** The adapter that WebGPU gives here, before any backend is started on it. */
export async function webgpuAdapter(): Promise<GraphicsAdapter | undefined> {
  const { gpu } = (globalThis.navigator ?? {}) as { readonly gpu?: Gpu };
  const adapter = await gpu?.requestAdapter({ powerPreference: 'high-performance' }).catch(() => null);
  if (!adapter) return undefined;
  const { vendor, architecture, device, description, isFallbackAdapter } = adapter.info ?? {};
  const words = [description || [vendor, architecture, device].filter(Boolean).join(' ')].filter(Boolean);
  const name = `${words[0] ?? 'an adapter without a name'}`;
  return { name, isSoftware: Boolean(isFallbackAdapter ?? adapter.isFallbackAdapter) || isImitation(name) };
}

function webglAdapter(gl: WebGLRenderingContext): GraphicsAdapter {
  const names = gl.getExtension('WEBGL_debug_renderer_info');
  const name = String(gl.getParameter(names ? names.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  return { name, isSoftware: isImitation(name) };
}

/** By the names of the programs that there are: Google's, Mesa's, Microsoft's and Apple's. */
const isImitation = (name: string) =>
  /swiftshader|llvmpipe|softpipe|lavapipe|basic render|\bwarp\b|software/i.test(name);
