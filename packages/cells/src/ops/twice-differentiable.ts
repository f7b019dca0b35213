import * as tf from '@tensorflow/tfjs-core';

// tfjs writes the gradients of tanh, sigmoid, exp and softmax with the saved output, and loses the way from it back to the
// input, so that a second derivative through them is missing or, worse, incomplete. These save the input.

type Unary = <T extends tf.Tensor>(z: T) => T;

/** tanh z, tanh′ = 1 − tanh². */
export const tanh: Unary = differentiable(tf.tanh, (z) => tf.sub(1, tf.square(tanh(z))));

/** σ(z) = 1/(1 + e^−z), σ′ = σ (1 − σ). */
export const sigmoid: Unary = differentiable(tf.sigmoid, (z) => {
  const σ = sigmoid(z);
  return tf.mul(σ, tf.sub(1, σ));
});

/** ln(1 + eᶻ), whose derivative is σ. */
export const softplus: Unary = differentiable(tf.softplus, sigmoid);

/** eᶻ, its own derivative. */
export const exp: Unary = differentiable(tf.exp, (z) => exp(z));

/** softmax z = y over the last axis: ∂E/∂z = y ∘ (∂E/∂y − Σ ∂E/∂y ∘ y). */
export const softmax: Unary = byInput(tf.softmax, (z, dy) => {
  const y = softmax(z);
  return tf.mul(y, tf.sub(dy, tf.sum(tf.mul(dy, y), -1, true)));
});

function differentiable(f: Unary, derivative: Unary): Unary {
  return byInput(f, (z, dy) => tf.mul(dy, derivative(z)));
}

function byInput(f: Unary, gradient: (z: tf.Tensor, dy: tf.Tensor) => tf.Tensor): Unary {
  return tf.customGrad((z, save) => {
    (save as tf.GradSaveFunc)([z as tf.Tensor]);
    return {
      value: f(z as tf.Tensor),
      gradFunc: (dy: tf.Tensor, [saved]: tf.Tensor[]) => gradient(saved!, dy),
    };
  }) as Unary;
}
