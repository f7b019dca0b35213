import { conformsInAPage } from './claims/conforms-in-a-page.js';

await conformsInAPage({ part: 0, of: 4 });
