import { conformsNatively } from './native.js';

await conformsNatively('avx2');
