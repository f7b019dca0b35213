import { createRng, datasets } from '../src/index.js';

/** SHA-256 of what each dataset draws with its defaults: 100 examples, seed 2026. */
export const goldenBytes: Record<string, string> = {
  palindrome: 'bedc41f24db6d1fd861808ee742780dcda19ea6181e428fd34fa9a30781b663d',
  'binary-addition': 'a37f5e163d6c5048c3899e06abe7ce94ebb26d33e9abd24fceafd37611ffe402',
  parity: '1f159ee0fbfb21745aa26e08a9c12f393355de195f26a162d46853f357fe634c',
  'running-and': '2d2c2840967cb9185352a7d993757559dc258b2da51fcc735b9fa81432330e43',
  'sequence-equality': '08fe8b1e03afe0507a9de1748f801d4212e160fbf0e281537b37afd07abd016c',
  'alternating-sum': '8e0a17d97566495b1b3eb824beb212d2edf16cabade18596ead614a8c35a6606',
  'adding-problem': '9f3cca839463589baacdd9ab037cb8d236ce17d8bc4c74732170d0b65eba59d5',
  'associative-recall': '5acf2bb294a319c348152bcccb75e5a7f815866c62a2d69afceb792c14d5a9ca',
  'selective-copying': 'e1440cecaa988fc84d62fed14b8c27be1903c9f9cce4155d7ed0b1a3ac39f661',
  dyck: '705ad2c0d325089c8344fe0415bd39124c05d0c2c1ca03dc05b7f0d84d84466e',
  sorting: 'c6d8edb5f9e727db16f4483cfc1c50154eb28202d64378755066406e9cc4d18d',
  counting: 'dd3f8b01feb1fbbb9f9027ab55e2ff60dbd597c866aa1079d0061017e65b9e49',
  'copy-memory': '684e46ab895988c6abed3f08b94f8f43eae2529f030a1bff2551d50fd60e50cf',
};

/** The hash to compare, by the platform's own cryptography. */
export async function drawnBytes(name: keyof typeof datasets): Promise<string> {
  const { inputs, targets, mask } = datasets[name].create().batch(createRng(2026), 100);
  const bytes = await new Blob(
    [inputs, targets, ...(mask ? [mask] : [])].map(({ data }) => data as BlobPart),
  ).arrayBuffer();
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
