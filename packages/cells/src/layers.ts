// Loading a saved model finds its layers by class name, so importing this entry registers them with tfjs.
import { serialization } from '@tensorflow/tfjs-core';
import { GruLayer } from './layers/gru-layer.js';
import { LstmLayer } from './layers/lstm-layer.js';
import { RnnLayer } from './layers/rnn-layer.js';

serialization.registerClass(RnnLayer);
serialization.registerClass(GruLayer);
serialization.registerClass(LstmLayer);

export { type GruLayerArgs, gru } from './layers/gru-layer.js';
export { type LstmLayerArgs, lstm } from './layers/lstm-layer.js';
export { type RnnLayerArgs, rnn } from './layers/rnn-layer.js';
export { withUnrolledLayers } from './layers/unrolled-layers.js';
