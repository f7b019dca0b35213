import { conformsInAPage } from './claims/conforms-in-a-page.js';

await conformsInAPage({ part: 2, of: 4 });
