import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { initWasm, Resvg } from '@resvg/resvg-wasm';

const require = createRequire(import.meta.url);
const family = 'DejaVu Sans'; // has the signs of formulas; systems may have no font at all
const fontFiles = ['#fonts/DejaVuSans.ttf', '#fonts/DejaVuSans-Bold.ttf'];

let loading: Promise<Uint8Array[]> | undefined;

/** A chart that is drawn as SVG as PNG, two pixels for each of the SVG's; the same bytes on every machine. */
export async function pngChart(svg: string): Promise<Uint8Array> {
  loading ??= load();
  const fontBuffers = await loading;
  const picture = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: 2 },
    font: { fontBuffers, loadSystemFonts: false, defaultFontFamily: family, sansSerifFamily: family },
  });
  return picture.render().asPng();
}

/** Starts the rasterizer and reads the fonts. */
async function load(): Promise<Uint8Array[]> {
  await initWasm(await readFile(require.resolve('@resvg/resvg-wasm/index_bg.wasm')));
  return Promise.all(fontFiles.map((name) => readFile(require.resolve(name))));
}
