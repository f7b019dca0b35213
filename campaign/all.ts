import type { Attack } from './attack.js';
import { fuzz } from './fuzz.js';
import { hostilePages } from './pages/hostile-pages.js';
import { readers } from './readers/all.js';
import { closedPipes } from './runs/closed-pipes.js';
import { damage } from './runs/damage.js';
import { fullDisk } from './runs/full-disk.js';
import { kill } from './runs/kill.js';
import { races } from './runs/races.js';
import { signals } from './runs/signals.js';

const onReaders = Object.entries(readers).map(([name, reader]) => fuzz(name, reader));

/** Every attack by its name, those that take longest last. */
export const attacks: Readonly<Record<string, Attack>> = Object.fromEntries(
  [...onReaders, hostilePages, damage, closedPipes, signals, kill, fullDisk, races].map((attack) => [
    attack.name,
    attack,
  ]),
);
