import * as tf from '@tensorflow/tfjs';
import { type SequenceName, ShapeError, sequenceKernels } from '@unrolled/kernels/contract';
import { beforeAll, describe, expect, test } from 'vitest';
import { backends, onEveryBackend } from '../backends.js';
import {
  attributesOf,
  type Case,
  plainCase,
  randomValues,
  registerSequenceKernels,
  runBoth,
  shapes,
  tensorsOf,
} from './sequence-case.js';

/** Every input that a kernel takes, by name. */
function fittingInputs(kernel: string, changed: Partial<Case> = {}): Record<string, tf.Tensor> {
  const c = { ...plainCase, name: kernel.replace('Grad', '') as SequenceName, ...changed };
  const inputs = tensorsOf(c, randomValues(c));
  const { dHidden, dCell, ...forward } = inputs;
  return kernel.endsWith('Grad') ? runBoth(c, inputs).saved : forward;
}

const call = (kernel: string, inputs: Record<string, tf.Tensor>) => () =>
  tf.tidy(() => tf.engine().runKernel(kernel, inputs, attributesOf(plainCase)));

/** What does not fit is refused by name, before anything is computed, in the same words by every backend. */
export function refusesWhatDoesNotFit(on = backends): void {
  onEveryBackend(
    'a sequence kernel',
    () => {
      beforeAll(registerSequenceKernels);

      describe.each(sequenceKernels)('%s', (kernel) => {
        test('runs on what fits', () => {
          expect(call(kernel, fittingInputs(kernel))).not.toThrow();
        });

        test.each(['batch', 'steps', 'inputSize'] as const)(
          'refuses an empty %s with a ShapeError',
          (size) => {
            const fitting = fittingInputs(kernel);
            const { x, inputKernel } = shapes({ ...plainCase, [size]: 0 });
            const run = call(kernel, {
              ...fitting,
              x: tf.zeros(x!),
              ...(size === 'inputSize' && { inputKernel: tf.zeros(inputKernel!) }),
            });
            expect(run).toThrow(ShapeError);
            expect(run).toThrow(`${kernel}: x must have shape [batch, time, feature] with no empty axis`);
          },
        );

        test('refuses hidden size 0 with a ShapeError', () => {
          const run = call(kernel, { ...fittingInputs(kernel), initialHidden: tf.zeros([3, 0]) });
          expect(run).toThrow(ShapeError);
          expect(run).toThrow(`${kernel}: initialHidden must have shape [batch, hidden] with no empty axis`);
        });

        test('names the input whose shape does not fit, whichever it is', () => {
          const fitting = fittingInputs(kernel);
          for (const [name, { shape }] of Object.entries(fitting)) {
            // The sizes are those of the first two, the reserve is the backend's own.
            if (name === 'x' || name === 'initialHidden' || name === 'reserve') continue;
            const longer = [...shape.slice(0, -1), shape.at(-1)! + 1];
            const run = call(kernel, { ...fitting, [name]: tf.zeros(longer) });
            expect(run, name).toThrow(ShapeError);
            expect(run, name).toThrow(`${kernel}: ${name} must have shape [${shape.join(', ')}], received`);
          }
        });

        test('refuses an input that is not float32, or missing, with a TypeError', () => {
          const fitting = fittingInputs(kernel);
          for (const [name, tensor] of Object.entries(fitting)) {
            const run = call(kernel, { ...fitting, [name]: tf.zeros(tensor.shape, 'int32') });
            expect(run, name).toThrow(TypeError);
            expect(run, name).toThrow(`${kernel}: ${name} must be float32, received int32`);
          }
          const second = Object.keys(fitting)[1]!; // after x
          const { [second]: _, ...others } = fitting;
          expect(call(kernel, others)).toThrow(`${kernel}: ${second} must be float32, received no tensor`);
        });
      });

      test('refuses a recurrent bias without resetAfter', () => {
        const run = () =>
          tf.engine().runKernel('GruSequence', fittingInputs('GruSequence'), { resetAfter: false });
        expect(run).toThrow('GruSequence: recurrentBias belongs to resetAfter');
      });
    },
    on,
  );
}
