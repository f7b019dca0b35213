// The kernels for Node.js. They work in a WebAssembly memory, of which every call brings a view, since its place
// changes when it grows: a tensor is an offset in bytes, and is looked at only once it is known to lie inside.
#define NAPI_VERSION 8
#include <node_api.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "functions.h"
#include "processor.h"

#ifndef UNROLLED_VERSION
#error "compile with -DUNROLLED_VERSION=\"…\", the version of the package"
#endif

/** What one environment, the main thread's or that of a worker, has for itself. */
typedef struct {
  Pool *pool;
  const Kernels *kernels;
} State;

typedef struct {
  char *base;
  size_t bytes;
} Memory;

static napi_value refuse(napi_env env, const char *function, const char *what, const char *parameter) {
  char message[200];
  snprintf(message, sizeof message, "@unrolled/native: %s: %s%s", function, parameter, what);
  napi_throw_range_error(env, NULL, message);
  return NULL;
}

static bool readMemory(napi_env env, napi_value view, Memory *memory) {
  bool isTypedArray = false;
  napi_typedarray_type type;
  void *base = NULL;
  if (napi_is_typedarray(env, view, &isTypedArray) != napi_ok || !isTypedArray) return false;
  if (napi_get_typedarray_info(env, view, &type, &memory->bytes, &base, NULL, NULL) != napi_ok) return false;
  memory->base = base;
  return type == napi_uint8_array;
}

/** Writes a number where the parameter says; of a tensor the address alone. */
static bool readArgument(napi_env env, napi_value argument, const Parameter *parameter, Call *call, double *address) {
  double number = 0;
  napi_value coerced = argument;
  if (parameter->kind == FLAG && napi_coerce_to_number(env, argument, &coerced) != napi_ok) return false;
  if (napi_get_value_double(env, coerced, &number) != napi_ok) return false;
  char *at = (char *)call + parameter->offset;
  const bool isWhole = number == floor(number) && fabs(number) <= 4294967296.0;
  switch (parameter->kind) {
    case NUMBER: *(double *)at = number; return true;
    case FLAG: *(bool *)at = number != 0; return true;
    case CODE: *(int *)at = isWhole ? (int)number : -1; return isWhole;
    case COUNT: *(size_t *)at = isWhole && number > 0 ? (size_t)number : 0; return isWhole && number > 0;
    default: *address = number; return isWhole && number >= 0;
  }
}

/** Puts the pointer of what lies at `address` into the call. */
static bool place(const Memory *memory, double address, double bytes, const Parameter *parameter, Call *call) {
  if (fmod(address, sizeof(float)) != 0 || address + bytes > memory->bytes) return false;
  *(void **)((char *)call + parameter->offset) = memory->base + (size_t)address;
  return true;
}

static bool readArguments(
    napi_env env, const Function *function, const napi_value *arguments, Call *call, double *addresses) {
  for (size_t i = 0; i < function->parameterCount; i++) {
    const Parameter *parameter = &function->parameters[i];
    if (readArgument(env, arguments[i], parameter, call, &addresses[i])) continue;
    refuse(env, function->name, " is not a number that it can be", parameter->name);
    return false;
  }
  return true;
}

static bool placeTensors(
    napi_env env, const Function *function, const Kernels *kernels, const Memory *memory, const double *addresses, Call *call) {
  for (size_t i = 0; i < function->parameterCount; i++) {
    const Parameter *parameter = &function->parameters[i];
    if (parameter->kind != TENSOR || (addresses[i] == 0 && strchr(parameter->size, '?'))) continue;
    const double bytes = sizeof(float) * function->floats(function, kernels, call, parameter->size);
    if (addresses[i] != 0 && place(memory, addresses[i], bytes, parameter, call)) continue;
    refuse(env, function->name, " does not lie in the memory", parameter->name);
    return false;
  }
  return true;
}

static State *stateOf(napi_env env) {
  void *state = NULL;
  napi_get_instance_data(env, &state);
  return state;
}

static napi_value numberOf(napi_env env, double number) {
  napi_value value = NULL;
  napi_create_double(env, number, &value);
  return value;
}

/** Any of the functions: an argument for each parameter, behind the view of the memory. */
static napi_value callFunction(napi_env env, napi_callback_info info) {
  napi_value arguments[MOST_PARAMETERS + 1];
  size_t count = MOST_PARAMETERS + 1;
  void *data = NULL;
  if (napi_get_cb_info(env, info, &count, arguments, NULL, &data) != napi_ok) return NULL;
  const Function *function = data;
  const State *state = stateOf(env);
  Memory memory;
  Call call;
  double addresses[MOST_PARAMETERS] = {0};
  memset(&call, 0, sizeof call);
  if (count != function->parameterCount + 1) return refuse(env, function->name, "wrong number of arguments", "");
  if (!readMemory(env, arguments[0], &memory)) return refuse(env, function->name, "the memory must be a Uint8Array", "");
  if (!readArguments(env, function, arguments + 1, &call, addresses)) return NULL;
  if (!placeTensors(env, function, state->kernels, &memory, addresses, &call)) return NULL;
  const double bytes = function->run(function, state->kernels, &call, state->pool);
  for (size_t i = 0; i < function->parameterCount; i++) {
    if (function->parameters[i].kind != SCRATCH || addresses[i] == 0) continue;
    if (!place(&memory, addresses[i], bytes, &function->parameters[i], &call))
      return refuse(env, function->name, " does not lie in the memory", "scratch");
    function->run(function, state->kernels, &call, state->pool);
  }
  return numberOf(env, bytes);
}

/** The numbers behind the first argument, the view of a memory that these functions do not touch. */
static bool readNumbers(napi_env env, napi_callback_info info, size_t wanted, double *numbers) {
  napi_value arguments[4];
  size_t count = 4;
  if (napi_get_cb_info(env, info, &count, arguments, NULL, NULL) != napi_ok || count != wanted + 1) return false;
  for (size_t i = 0; i < wanted; i++)
    if (napi_get_value_double(env, arguments[i + 1], &numbers[i]) != napi_ok) return false;
  return true;
}

static napi_value callReserve(napi_env env, napi_callback_info info, size_t (*reserve)(size_t, size_t, size_t)) {
  double sizes[3];
  if (!readNumbers(env, info, 3, sizes)) return refuse(env, "reserve", "needs three sizes", "");
  return numberOf(env, reserve((size_t)sizes[0], (size_t)sizes[1], (size_t)sizes[2]));
}
static napi_value callLstmReserve(napi_env env, napi_callback_info info) {
  return callReserve(env, info, stateOf(env)->kernels->lstmReserve);
}
static napi_value callGruReserve(napi_env env, napi_callback_info info) {
  return callReserve(env, info, stateOf(env)->kernels->gruReserve);
}
static napi_value callActivateOne(napi_env env, napi_callback_info info) {
  double numbers[2];
  if (!readNumbers(env, info, 2, numbers)) return refuse(env, "activateOne", "needs a number and a code", "");
  return numberOf(env, stateOf(env)->kernels->activateOne((float)numbers[0], (int)numbers[1]));
}

/** Computes for so many rounds on one thread; returns the number of operations. */
static napi_value callFuse(napi_env env, napi_callback_info info) {
  napi_value argument;
  size_t count = 1;
  double rounds = 0;
  napi_get_cb_info(env, info, &count, &argument, NULL, NULL);
  napi_get_value_double(env, argument, &rounds);
  return numberOf(env, stateOf(env)->kernels->fuse(rounds > 0 ? (size_t)rounds : 0));
}

/** Uses the kernels of an instruction set, by its name; false where this processor has it not. */
static napi_value useInstructions(napi_env env, napi_callback_info info) {
  napi_value argument, result = NULL;
  size_t count = 1, length = 0;
  char name[16] = "";
  napi_get_cb_info(env, info, &count, &argument, NULL, NULL);
  napi_get_value_string_utf8(env, argument, name, sizeof name, &length);
  bool isHere = false;
  for (const Kernels *const *kernels = kernelsHere(); *kernels; kernels++)
    if (strcmp((*kernels)->name, name) == 0) stateOf(env)->kernels = *kernels, isHere = true;
  napi_get_boolean(env, isHere, &result);
  return result;
}

static napi_value useThreads(napi_env env, napi_callback_info info) {
  napi_value argument;
  size_t count = 1;
  double threads = 1;
  napi_get_cb_info(env, info, &count, &argument, NULL, NULL);
  napi_get_value_double(env, argument, &threads);
  setThreads(stateOf(env)->pool, threads >= 1 ? (size_t)threads : 1);
  return numberOf(env, threadsOf(stateOf(env)->pool));
}

static void endState(napi_env env, void *data, void *hint) {
  (void)env, (void)hint;
  closePool(((State *)data)->pool);
  free(data);
}

static napi_value textOf(napi_env env, const char *text) {
  napi_value value = NULL;
  napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &value);
  return value;
}

static void setFunction(napi_env env, napi_value object, const char *name, napi_callback callback, const void *data) {
  napi_value value = NULL;
  napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, (void *)data, &value);
  napi_set_named_property(env, object, name, value);
}

/** The names of the parameters of every function that works in a memory. */
static napi_value parameterNames(napi_env env) {
  napi_value names = NULL;
  napi_create_object(env, &names);
  for (size_t f = 0; f < functionCount; f++) {
    napi_value list = NULL;
    napi_create_array(env, &list);
    for (size_t i = 0; i < functions[f].parameterCount; i++)
      napi_set_element(env, list, (uint32_t)i, textOf(env, functions[f].parameters[i].name));
    napi_set_named_property(env, names, functions[f].name, list);
  }
  return names;
}

NAPI_MODULE_INIT() {
  State *state = malloc(sizeof *state);
  if (state) *state = (State){createPool(), *kernelsHere()};
  if (!state || !state->pool || napi_set_instance_data(env, state, endState, NULL) != napi_ok) {
    napi_throw_error(env, NULL, "@unrolled/native: out of memory");
    return NULL;
  }
  napi_value instructions = NULL, inMemory = NULL;
  napi_create_array(env, &instructions);
  for (uint32_t i = 0; kernelsHere()[i]; i++) napi_set_element(env, instructions, i, textOf(env, kernelsHere()[i]->name));
  napi_create_object(env, &inMemory);
  for (size_t f = 0; f < functionCount; f++) setFunction(env, inMemory, functions[f].name, callFunction, &functions[f]);
  setFunction(env, inMemory, "lstmReserve", callLstmReserve, NULL);
  setFunction(env, inMemory, "gruReserve", callGruReserve, NULL);
  setFunction(env, inMemory, "activateOne", callActivateOne, NULL);
  napi_set_named_property(env, exports, "version", textOf(env, UNROLLED_VERSION));
  napi_set_named_property(env, exports, "instructions", instructions);
  napi_set_named_property(env, exports, "functions", inMemory);
  napi_set_named_property(env, exports, "parameterNames", parameterNames(env));
  setFunction(env, exports, "useInstructions", useInstructions, NULL);
  setFunction(env, exports, "useThreads", useThreads, NULL);
  setFunction(env, exports, "fuse", callFuse, NULL);
  return exports;
}
