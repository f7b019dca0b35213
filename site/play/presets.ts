/** A question of the courses as one or two networks to be seen at it. */
export interface Preset {
  readonly title: string;
  readonly question: string;
  /** As it stands in an address: what is usual is left out, and empty where only the second network has it. */
  readonly query: string;
}

export const presets: readonly Preset[] = [
  {
    title: 'Uniform or orthogonal',
    question: 'How long does a plain RNN remember, by how its recurrent kernel begins?',
    query: 'task=palindrome&length=20&model=rnn&hiddenSize=64&initialization=uniform&b=&b.initialization=',
  },
  {
    title: 'RNN or LSTM',
    question: 'Whose gradient reaches the first step?',
    query: 'task=palindrome&length=15&model=rnn&hiddenSize=64&initialization=uniform&b=&b.model=',
  },
  {
    title: 'Forget bias 0 or 3',
    question: 'What does an LSTM keep before it has learned to?',
    query: 'task=palindrome&length=20&hiddenSize=64&forgetBias=0&b=&b.forgetBias=',
  },
  {
    title: 'tanh or sigmoid',
    question: 'Which activation lets the gradient vanish sooner?',
    query: 'task=palindrome&length=10&model=rnn&hiddenSize=64&b=&b.activation=sigmoid',
  },
  {
    title: 'Clipped or not',
    question: 'What do rectified linear units do without clipping?',
    query:
      'task=palindrome&length=15&model=rnn&hiddenSize=64&activation=relu&optimizer=sgd&learningRate=0.1&b=&b.clipNorm=1000000',
  },
  {
    title: 'Adding two numbers',
    question: 'Can a small network learn to carry?',
    query: 'task=binary-addition&hiddenSize=32',
  },
  {
    title: 'With or without attention',
    question: 'Does the gradient get to the digits that were read, and which of them are looked at?',
    query: 'task=binary-addition&length=8&scheme=encoder-decoder&hiddenSize=32&b=&b.attention=additive',
  },
  {
    title: 'LSTM or transformer',
    question: 'Where do the heads look that find the first digit?',
    query: 'task=palindrome&length=10&hiddenSize=32&b=&b.model=transformer',
  },
];
