import { type Painted, percent } from '@unrolled/charts';
import type { EpochRecord } from '@unrolled/tasks/spec';

interface Column {
  readonly head: string;
  readonly width: number;
  /** Nothing where it is not measured. */
  text(epoch: EpochRecord, seconds: number): string | undefined;
}

const loss = (value: number | undefined) => value?.toPrecision(4);
const share = (value: number | undefined) => (value === undefined ? undefined : percent(value));

/** From left to right. */
const columns = {
  epoch: { head: 'epoch', width: 5, text: ({ epoch }) => String(epoch) },
  step: { head: 'step', width: 7, text: ({ step }) => step.toLocaleString('en') },
  rate: { head: 'rate', width: 8, text: ({ learningRate }) => String(Number(learningRate.toPrecision(3))) },
  loss: { head: 'loss', width: 9, text: (epoch) => loss(epoch.loss) },
  accuracy: { head: 'accuracy', width: 9, text: (epoch) => share(epoch.accuracy) },
  validationLoss: { head: 'val. loss', width: 9, text: (epoch) => loss(epoch.validationLoss) },
  validationAccuracy: { head: 'val. accuracy', width: 13, text: (epoch) => share(epoch.validationAccuracy) },
  testAccuracy: { head: 'test accuracy', width: 13, text: (epoch) => share(epoch.testAccuracy) },
  gradientNorm: { head: 'gradient norm', width: 13, text: ({ gradientNorm }) => loss(gradientNorm) },
  time: { head: 'time', width: 7, text: (_, seconds) => `${seconds.toFixed(1)} s` },
} as const satisfies Record<string, Column>;

/** By what is missed most where there is no room for all. */
const order = [
  'epoch',
  'loss',
  'validationAccuracy',
  'validationLoss',
  'time',
  'step',
  'accuracy',
  'testAccuracy',
  'rate',
  'gradientNorm',
] as const;

/** A table that grows by a line an epoch; the best epoch so far is marked. */
export interface EpochTable {
  readonly head: Painted;
  row(epoch: EpochRecord, seconds: number, best: boolean): Painted;
}

/**
 * @param first the first epoch, which tells what is measured
 * @param room characters in a line
 */
export function epochTable(first: EpochRecord, room: number): EpochTable {
  const chosen = new Set<string>();
  let left = room - mark.length;
  for (const name of order) {
    const column: Column = columns[name];
    const width = column.width + (chosen.size > 0 ? gap.length : 0);
    if (column.text(first, 0) === undefined || width > left) continue;
    chosen.add(name);
    left -= width;
  }
  const shown = Object.entries(columns).flatMap(([name, column]) =>
    chosen.has(name) ? [column as Column] : [],
  );
  const line = (texts: readonly string[]) => texts.map((text, i) => text.padStart(shown[i]!.width)).join(gap);
  return {
    head: { parts: [{ text: line(shown.map(({ head }) => head)), paint: 'quiet' }] },
    row(epoch, seconds, best) {
      const text = line(shown.map((column) => column.text(epoch, seconds) ?? ''));
      return { parts: best ? [{ text: text + mark, paint: 'good' }] : [text] };
    },
  };
}

const gap = '  ';
/** Behind the best epoch so far. */
const mark = ' *';
