/** One of the four files MNIST comes in. */
export interface MnistFile {
  /** The name without `.gz`. */
  readonly name: string;
  /** Bytes of the original `.gz`. */
  readonly size: number;
  /** SHA-256 of the original `.gz`, in hexadecimal. */
  readonly sha256: string;
}

/** The files as LeCun, Cortes and Burges published them. */
export const mnistFiles = {
  trainImages: {
    name: 'train-images-idx3-ubyte',
    size: 9_912_422,
    sha256: '440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609',
  },
  trainLabels: {
    name: 'train-labels-idx1-ubyte',
    size: 28_881,
    sha256: '3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c',
  },
  testImages: {
    name: 't10k-images-idx3-ubyte',
    size: 1_648_877,
    sha256: '8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6',
  },
  testLabels: {
    name: 't10k-labels-idx1-ubyte',
    size: 4_542,
    sha256: 'f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6',
  },
} as const satisfies Record<string, MnistFile>;
