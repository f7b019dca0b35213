import { expectTypeOf, it } from 'vitest';
import {
  construct,
  type GruParams,
  jacobianStudy,
  type LstmParams,
  type lstmBptt,
  type Parameters,
  type RnnParams,
} from '../src/index.js';

it('the parameters of every cell are parameters by name', () => {
  expectTypeOf<RnnParams>().toExtend<Parameters>();
  expectTypeOf<GruParams>().toExtend<Parameters>();
  expectTypeOf<LstmParams>().toExtend<Parameters>();
});

it('gradients have the type of the parameters', () => {
  expectTypeOf<ReturnType<typeof lstmBptt>['gradients']>().toEqualTypeOf<LstmParams>();
});

it('names are literal types', () => {
  expectTypeOf(construct)
    .parameter(0)
    .toEqualTypeOf<'parity' | 'running-and' | 'sequence-equality' | 'alternating-sum' | 'binary-addition'>();
  expectTypeOf(jacobianStudy)
    .parameter(0)
    .toHaveProperty('cell')
    .toEqualTypeOf<'rnn' | 'skip-rnn' | 'gru' | 'lstm' | 'min-gru' | 'min-lstm' | 'lru'>();
});
