import { option, trueOrFalse } from '../options.js';

/** One of the four files MNIST comes in. */
export interface MnistFile {
  /** The name without `.gz`. */
  readonly name: string;
  /** Bytes of the original `.gz`. */
  readonly size: number;
  /** SHA-256 of the original `.gz`, in hexadecimal. */
  readonly sha256: string;
  /** The same of what the `.gz` holds. */
  readonly content: { readonly size: number; readonly sha256: string };
}

/** The files as LeCun, Cortes and Burges published them. */
export const mnistFiles = {
  trainImages: {
    name: 'train-images-idx3-ubyte',
    size: 9_912_422,
    sha256: '440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609',
    content: { size: 47_040_016, sha256: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db' },
  },
  trainLabels: {
    name: 'train-labels-idx1-ubyte',
    size: 28_881,
    sha256: '3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c',
    content: { size: 60_008, sha256: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5' },
  },
  testImages: {
    name: 't10k-images-idx3-ubyte',
    size: 1_648_877,
    sha256: '8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6',
    content: { size: 7_840_016, sha256: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7' },
  },
  testLabels: {
    name: 't10k-labels-idx1-ubyte',
    size: 4_542,
    sha256: 'f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6',
    content: { size: 10_008, sha256: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2' },
  },
} as const satisfies Record<string, MnistFile>;

export const mnistFileOptions = {
  unverified: option(trueOrFalse, 'take MNIST files even where they are not the original ones', false),
};
