// What RNN and LSTM have in common: all gates of a step come from one product, z = [x; 1; h]·[K; b; R].
#pragma once
#include "sequence.h"

typedef struct {
  Forward forward;
  float *weights; // [K; b; R] packed for z
  float *state; // strip [x; 1; h]
  size_t depth, one; // its rows, and how many of them are 1
  size_t gates; // rows of z
} OneProduct;

INLINE void takeOneProduct(OneProduct *product, Scratch *shared, Scratch *own, size_t gates) {
  const Sequence *call = product->forward.step.call;
  product->gates = gates;
  product->one = call->bias ? 1 : 0;
  product->depth = call->features + product->one + call->units;
  product->weights = take(shared, packedRows(gates) * product->depth);
  product->state = take(own, product->depth * LANES);
  product->forward.input = product->state;
  product->forward.h = product->state + LANES * (call->features + product->one);
}

INLINE void packOneProduct(OneProduct *product) {
  const Sequence *call = product->forward.step.call;
  const size_t gates = product->gates, depth = product->depth, features = call->features, one = product->one;
  packLeftPart(call->inputKernel, 1, gates, gates, 0, features, depth, product->weights);
  if (one) packLeftPart(call->bias, 1, gates, gates, features, 1, depth, product->weights);
  packLeftPart(call->recurrentKernel, 1, gates, gates, features + one, call->units, depth, product->weights);
}

INLINE void beginOneProduct(OneProduct *product) {
  fillStrip(product->state + LANES * product->forward.step.call->features, product->one, 1);
}

INLINE void multiplyOneProduct(OneProduct *product, float *z) {
  multiply(product->weights, product->gates, product->depth, product->depth, product->state, z, LANES, false);
}

typedef struct {
  Backward backward;
  float *left, *right, *sum;
  size_t depth, one, gates;
} OneProductBackward;

INLINE void takeOneProductBackward(OneProductBackward *product, Scratch *shared, Scratch *own, Scratch *sums, size_t gates) {
  const Sequence *call = product->backward.step.call;
  product->gates = gates;
  product->one = call->dBias ? 1 : 0;
  product->depth = call->features + product->one + call->units;
  takeBackward(&product->backward, shared, own, gates, gates, gates);
  product->left = takeLeft(own, product->depth);
  product->right = takeRight(own, gates);
  product->sum = takeSum(sums, product->depth, gates);
}

INLINE void packOneProductBackward(Backward *backward) {
  const OneProductBackward *product = (OneProductBackward *)backward;
  const Sequence *call = backward->step.call;
  const size_t gates = product->gates;
  if (call->dX) packLeft(call->inputKernel, gates, 1, call->features, gates, backward->inputWeights);
  packLeft(call->recurrentKernel, gates, 1, call->units, gates, backward->recurrentWeights);
}

INLINE void collectOneProduct(Backward *backward, size_t depth) {
  const OneProductBackward *product = (OneProductBackward *)backward;
  collectRight(backward->dz, product->gates, depth, product->right);
  collectInputs(backward, product->one, backward->step.call->units, depth, product->left);
}

INLINE void multiplyCollected(Backward *backward, size_t depth) {
  const OneProductBackward *product = (OneProductBackward *)backward;
  addProduct(product->left, product->depth, product->right, product->gates, depth, product->sum);
}

INLINE void writeOneProduct(Backward *backward) {
  const OneProductBackward *product = (OneProductBackward *)backward;
  const Sequence *call = backward->step.call;
  const size_t gates = product->gates, features = call->features, one = product->one;
  copyColumns(product->sum, 0, features, gates, call->dInputKernel, gates);
  if (one) copyColumns(product->sum, features, 1, gates, call->dBias, gates);
  copyColumns(product->sum, features + one, call->units, gates, call->dRecurrentKernel, gates);
}
