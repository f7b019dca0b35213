import { conformsInAPage } from './claims/conforms-in-a-page.js';

await conformsInAPage({ part: 3, of: 4 });
