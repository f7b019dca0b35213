import type { Table } from '../data/words.js';
import { percent } from '../words/percent.js';
import type { Trial } from './trials.js';

/**
 * What each learning rate came to, for a person.
 *
 * @example
 * trialTable([{ rate: 0.01, history: [{ epoch: 1, loss: 0.5 }] }]).head;
 * // → ['learning rate', 'epochs', 'best validation loss', 'in epoch']
 */
export function trialTable(all: readonly Trial[]): Table {
  const trials = all.filter(({ history }) => history.length > 0);
  const scored = trials.every(({ history }) =>
    history.every(({ validationAccuracy }) => validationAccuracy !== undefined),
  );
  const best = ({ history }: Trial) => {
    const values = history.map(({ validationAccuracy, validationLoss = Number.NaN }) =>
      scored ? -validationAccuracy! : validationLoss,
    );
    const lowest = Math.min(...values.filter(Number.isFinite));
    return { epoch: values.indexOf(lowest) + 1, value: scored ? percent(-lowest) : lowest.toPrecision(4) };
  };
  return {
    head: ['learning rate', 'epochs', `best validation ${scored ? 'accuracy' : 'loss'}`, 'in epoch'],
    rows: trials.map((trial) => {
      const { epoch, value } = best(trial);
      return [String(trial.rate), String(trial.history.length), value, String(epoch)];
    }),
  };
}
