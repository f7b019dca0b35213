import type { Painted } from '@unrolled/charts';
import { sparkline } from '@unrolled/charts/characters';

/** How far something is. */
export interface Standing {
  readonly done: number;
  readonly total: number;
  /** Since it went on from `from`. */
  readonly seconds: number;
  readonly from: number;
  readonly losses?: readonly number[];
  /** What is being done. */
  readonly now?: string;
  /** What is counted. */
  readonly unit: string;
}

type Part = Painted['parts'][number];

/**
 * How far something is, in one line of at most `columns` characters: what matters most has its place first, and what is left
 * over goes to the bar.
 */
export function progressLine(standing: Standing, columns: number, unicode: boolean): Painted {
  const { done, total, seconds, from, losses = [], now = '', unit } = standing;
  const share = total > 0 ? Math.min(1, done / total) : 1;
  const rate = done > from && seconds > 0 ? (done - from) / seconds : undefined;
  const left = rate === undefined ? '' : `${clock((total - done) / rate)} left`;
  const recent = losses.slice(-20).filter(Number.isFinite);
  const loss = recent.reduce((sum, value) => sum + value, 0) / recent.length;
  const parts = {
    percent: `${Math.floor(100 * share)} %`.padStart(5),
    count: `${done.toLocaleString('en')}/${total.toLocaleString('en')}${losses.length > 0 ? '' : ` ${unit}`}`,
    loss: recent.length > 0 ? `loss ${loss.toPrecision(4)}` : '',
    curve: losses.length > 1 ? sparkline(losses, columns >= 160 ? 32 : 16, { unicode }) : '',
    rate: rate === undefined || losses.length === 0 ? '' : `${rate.toFixed(rate < 10 ? 1 : 0)} ${unit}/s`,
    left,
    now,
  };
  const fitting = new Set<keyof typeof parts>();
  let room = columns - leastBar;
  for (const name of ['percent', 'left', 'loss', 'count', 'now', 'rate', 'curve'] as const) {
    if (parts[name] === '' || parts[name].length + 2 > room) continue;
    fitting.add(name);
    room -= parts[name].length + 2;
  }
  const texts = Object.entries(parts).filter(([name]) => fitting.has(name as keyof typeof parts));
  return {
    parts: [
      ...bar(share, Math.min(mostBar, leastBar + room)),
      ...texts.flatMap(([name, text]): Part[] => [
        '  ',
        name === 'curve' ? { text, paint: 'series0' } : text,
      ]),
    ],
  };
}

const [leastBar, mostBar] = [6, 40];

function bar(share: number, width: number): Part[] {
  const full = Math.round(share * width);
  return [
    { text: '━'.repeat(full), paint: 'series0' },
    { text: '─'.repeat(width - full), paint: 'quiet' },
  ];
}

/** As `0:12`, or from an hour on `1:02:03`. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const two = (count: number) => String(count).padStart(2, '0');
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}
