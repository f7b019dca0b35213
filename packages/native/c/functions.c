// Every function with its parameters, named and ordered as those of the WebAssembly module in @unrolled/kernels.
#include "functions.h"

#define TENSOR_OF(type, field, size) {#field, TENSOR, offsetof(type, field), size}
#define OTHER(type, field, kind) {#field, kind, offsetof(type, field), NULL}
#define T(field, size) TENSOR_OF(Sequence, field, size)
#define SIZES \
  OTHER(Sequence, scratch, SCRATCH), OTHER(Sequence, batch, COUNT), OTHER(Sequence, steps, COUNT), \
    OTHER(Sequence, features, COUNT), OTHER(Sequence, units, COUNT)
#define REVERSE OTHER(Sequence, reverse, FLAG)

// Sizes: B examples, T steps, I features, H units, G rows of the weights, R of the reserve.
#define OPERANDS T(x, "BTI"), T(inputKernel, "IG"), T(recurrentKernel, "HG")
#define GRADIENTS T(dX, "BTI?"), T(dInputKernel, "IG"), T(dRecurrentKernel, "HG"), T(dInitialHidden, "BH")
#define HIDDEN T(hidden, "BTH")
#define RESERVE T(reserve, "R?")
#define MASK T(mask, "BT?")

static const Parameter rnnForwardParameters[] = {
  OPERANDS, T(bias, "G?"), T(initialHidden, "BH"), MASK, HIDDEN, SIZES, OTHER(Sequence, activation, CODE), REVERSE,
};
static const Parameter rnnBackwardParameters[] = {
  OPERANDS, T(initialHidden, "BH"), MASK, HIDDEN, T(dHidden, "BTH"), GRADIENTS, T(dBias, "G?"), SIZES,
  OTHER(Sequence, activation, CODE), REVERSE,
};
static const Parameter gruForwardParameters[] = {
  OPERANDS, T(bias, "G?"), T(recurrentBias, "G?"), T(initialHidden, "BH"), MASK, HIDDEN, RESERVE, SIZES, REVERSE,
};
static const Parameter gruBackwardParameters[] = {
  OPERANDS, T(bias, "G?"), T(recurrentBias, "G?"), T(initialHidden, "BH"), MASK, HIDDEN, RESERVE, T(dHidden, "BTH"), GRADIENTS, T(dBias, "G?"),
  T(dRecurrentBias, "G?"), SIZES, REVERSE,
};
static const Parameter gruResetBeforeForwardParameters[] = {
  OPERANDS, T(bias, "G?"), T(initialHidden, "BH"), MASK, HIDDEN, RESERVE, SIZES, REVERSE,
};
static const Parameter gruResetBeforeBackwardParameters[] = {
  OPERANDS, T(bias, "G?"), T(initialHidden, "BH"), MASK, HIDDEN, RESERVE, T(dHidden, "BTH"), GRADIENTS, T(dBias, "G?"), SIZES, REVERSE,
};
static const Parameter lstmForwardParameters[] = {
  OPERANDS, T(bias, "G?"), T(initialHidden, "BH"), T(initialCell, "BH"), MASK, HIDDEN, T(cell, "BTH"), RESERVE, SIZES,
  REVERSE,
};
static const Parameter lstmBackwardParameters[] = {
  OPERANDS, T(bias, "G?"), T(initialHidden, "BH"), T(initialCell, "BH"), MASK, HIDDEN, T(cell, "BTH"), RESERVE, T(dHidden, "BTH"), T(dCell, "BTH?"),
  GRADIENTS, T(dInitialCell, "BH"), T(dBias, "G?"), SIZES, REVERSE,
};

#define SCAN_SIZES \
  OTHER(Sequence, batch, COUNT), OTHER(Sequence, steps, COUNT), OTHER(Sequence, units, COUNT), \
    OTHER(Sequence, complex, FLAG), REVERSE

static const Parameter linearScanForwardParameters[] = {
  T(x, "BTH"), T(decay, "BTH"), T(initialHidden, "BH"), MASK, HIDDEN, SCAN_SIZES,
};
static const Parameter linearScanBackwardParameters[] = {
  T(decay, "BTH"), T(initialHidden, "BH"), MASK, HIDDEN, T(dHidden, "BTH"), T(dX, "BTH?"), T(dDecay, "BTH"),
  T(dInitialHidden, "BH"), SCAN_SIZES,
};

#define GATED_SIZES \
  OTHER(Sequence, batch, COUNT), OTHER(Sequence, steps, COUNT), OTHER(Sequence, units, COUNT), REVERSE

static const Parameter gatedScanForwardParameters[] = {
  T(x, "BTH"), T(gate, "BTH"), T(initialHidden, "BH"), MASK, HIDDEN, GATED_SIZES,
};
static const Parameter gatedScanBackwardParameters[] = {
  T(x, "BTH"), T(gate, "BTH"), T(initialHidden, "BH"), MASK, HIDDEN, T(dHidden, "BTH"), T(dX, "BTH?"), T(dGate, "BTH"),
  T(dInitialHidden, "BH"), GATED_SIZES,
};

static double sequenceFloats(const Function *function, const Kernels *kernels, const Call *call, const char *size) {
  const Sequence *sequence = &call->sequence;
  double floats = 1;
  for (; *size && *size != '?'; size++) switch (*size) {
      case 'B': floats *= sequence->batch; break;
      case 'T': floats *= sequence->steps; break;
      case 'I': floats *= sequence->features; break;
      case 'H': floats *= sequence->units; break;
      case 'G': floats *= function->gates * sequence->units; break;
      case 'R': {
        size_t (*reserve)(size_t, size_t, size_t) = *(size_t(*const *)(size_t, size_t, size_t))((const char *)kernels + function->reserve);
        floats *= reserve(sequence->batch, sequence->steps, sequence->units);
      }
    }
  return floats;
}

static double runSequence(const Function *function, const Kernels *kernels, const Call *call, Pool *pool) {
  SequenceKernel *kernel = *(SequenceKernel *const *)((const char *)kernels + function->kernel);
  return kernel(&call->sequence, pool);
}

#define M(field, kind) OTHER(Matmul, field, kind)
static const Parameter matmulParameters[] = {
  TENSOR_OF(Matmul, a, "a"), M(aRow, COUNT), M(aDepth, COUNT), TENSOR_OF(Matmul, b, "b"), M(bDepth, COUNT), M(bColumn, COUNT),
  TENSOR_OF(Matmul, bias, "c?"), M(activation, CODE), TENSOR_OF(Matmul, out, "o"), M(rows, COUNT), M(depth, COUNT),
  M(columns, COUNT), M(scratch, SCRATCH),
};

static double matmulFloats(const Function *function, const Kernels *kernels, const Call *call, const char *size) {
  (void)function, (void)kernels;
  const Matmul *matmul = &call->matmul;
  const double lastRow = matmul->rows - 1.0, lastDepth = matmul->depth - 1.0, lastColumn = matmul->columns - 1.0;
  switch (*size) {
    case 'a': return lastRow * matmul->aRow + lastDepth * matmul->aDepth + 1;
    case 'b': return lastDepth * matmul->bDepth + lastColumn * matmul->bColumn + 1;
    case 'o': return (double)matmul->rows * matmul->columns;
    default: return matmul->columns;
  }
}

static double runMatmul(const Function *function, const Kernels *kernels, const Call *call, Pool *pool) {
  (void)function;
  return kernels->matmul(&call->matmul, pool);
}

// Sizes: r rows, n numbers, or 1.
#define L(field, size) TENSOR_OF(Loss, field, size)
#define LOSS(targets) \
  L(logits, "n"), targets, L(weights, "r?"), L(loss, "1"), L(accuracy, "1"), L(dLogits, "n"), \
    OTHER(Loss, rows, COUNT), OTHER(Loss, columns, COUNT)

static const Parameter softmaxCrossEntropyParameters[] = {LOSS(L(targets, "r"))};
static const Parameter sigmoidCrossEntropyParameters[] = {LOSS(L(targets, "n"))};
static const Parameter squaredErrorParameters[] = {LOSS(L(targets, "n"))};

static double lossFloats(const Function *function, const Kernels *kernels, const Call *call, const char *size) {
  (void)function, (void)kernels;
  const double rows = call->loss.rows;
  return *size == '1' ? 1 : *size == 'r' ? rows : rows * call->loss.columns;
}

static double runLoss(const Function *function, const Kernels *kernels, const Call *call, Pool *pool) {
  (void)pool;
  (*(LossKernel *const *)((const char *)kernels + function->kernel))(&call->loss);
  return 0;
}

// Sizes: n numbers, or 1. The names of the states are those of the contract.
#define U(field, size) TENSOR_OF(Update, field, size)
#define NAMED(name, field) {name, TENSOR, offsetof(Update, field), "n"}
#define N(field) OTHER(Update, field, NUMBER)
#define PARAMETER U(value, "n"), U(gradient, "n")
#define COUNTED OTHER(Update, count, COUNT)
#define CLIPPED COUNTED, U(norm, "1?"), N(clipNorm)

static const Parameter addSquaresParameters[] = {U(gradient, "n"), U(newNorm, "1"), COUNTED, N(before)};
static const Parameter sgdParameters[] = {PARAMETER, U(newValue, "n"), CLIPPED, N(learningRate)};
static const Parameter momentumParameters[] = {
  PARAMETER, NAMED("accumulation", state[0]), U(newValue, "n"), NAMED("newAccumulation", newState[0]), CLIPPED,
  U(factor, "1"), N(learningRate), OTHER(Update, nesterov, FLAG),
};
static const Parameter rmspropParameters[] = {
  PARAMETER, NAMED("meanSquare", state[0]), NAMED("moment", state[1]), U(newValue, "n"),
  NAMED("newMeanSquare", newState[0]), NAMED("newMoment", newState[1]), CLIPPED, N(learningRate), N(decay), N(momentum),
  N(epsilon),
};
static const Parameter adamParameters[] = {
  PARAMETER, NAMED("first", state[0]), NAMED("second", state[1]), U(newValue, "n"), NAMED("newFirst", newState[0]),
  NAMED("newSecond", newState[1]), CLIPPED, U(power1, "1"), U(power2, "1"), N(learningRate), N(beta1), N(beta2),
  N(epsilon),
};

static double updateFloats(const Function *function, const Kernels *kernels, const Call *call, const char *size) {
  (void)function, (void)kernels;
  return *size == 'n' ? call->update.count : 1;
}

static double runAddSquares(const Function *function, const Kernels *kernels, const Call *call, Pool *pool) {
  (void)function;
  return kernels->addSquares(&call->update, pool);
}

static double runUpdate(const Function *function, const Kernels *kernels, const Call *call, Pool *pool) {
  (*(UpdateKernel *const *)((const char *)kernels + function->kernel))(&call->update, pool);
  return 0;
}

#define PARAMETERS(name) #name, name##Parameters, sizeof name##Parameters / sizeof *name##Parameters
#define SEQUENCE(name, gates, reserve) \
  {PARAMETERS(name), gates, sequenceFloats, runSequence, offsetof(Kernels, name), offsetof(Kernels, reserve)}
#define LOSS_OF(name) {PARAMETERS(name), 0, lossFloats, runLoss, offsetof(Kernels, name), 0}
#define UPDATE(name) {PARAMETERS(name), 0, updateFloats, runUpdate, offsetof(Kernels, name), 0}

const Function functions[] = {
  SEQUENCE(rnnForward, 1, name),
  SEQUENCE(rnnBackward, 1, name),
  SEQUENCE(gruForward, 3, gruReserve),
  SEQUENCE(gruBackward, 3, gruReserve),
  SEQUENCE(gruResetBeforeForward, 3, gruReserve),
  SEQUENCE(gruResetBeforeBackward, 3, gruReserve),
  SEQUENCE(lstmForward, 4, lstmReserve),
  SEQUENCE(lstmBackward, 4, lstmReserve),
  SEQUENCE(linearScanForward, 1, name),
  SEQUENCE(linearScanBackward, 1, name),
  SEQUENCE(gatedScanForward, 1, name),
  SEQUENCE(gatedScanBackward, 1, name),
  {PARAMETERS(matmul), 0, matmulFloats, runMatmul, 0, 0},
  LOSS_OF(softmaxCrossEntropy),
  LOSS_OF(sigmoidCrossEntropy),
  LOSS_OF(squaredError),
  {PARAMETERS(addSquares), 0, updateFloats, runAddSquares, 0, 0},
  UPDATE(sgd),
  UPDATE(momentum),
  UPDATE(rmsprop),
  UPDATE(adam),
};
const size_t functionCount = sizeof functions / sizeof *functions;
