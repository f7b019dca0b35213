import { conformsInAPage } from './claims/conforms-in-a-page.js';

await conformsInAPage({ part: 1, of: 4 });
