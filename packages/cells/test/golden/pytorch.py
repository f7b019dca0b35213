"""Writes pytorch.json: weights, inputs and outputs of small PyTorch modules, with torch.manual_seed(1).

    python3 pytorch.py > pytorch.json      # made with PyTorch 1.13.1, float32, on a CPU
"""

import json
import torch


def numbers(tensor):
    return {"shape": list(tensor.shape), "data": tensor.detach().flatten().tolist()}


def case(module, batch=2, time=4, inputs=3):
    x = torch.randn(batch, time, inputs, requires_grad=True)
    outputs, state = module(x)
    state = state if isinstance(state, tuple) else (state,)
    (outputs.square().sum() + sum(s.sum() for s in state)).backward()
    return {
        "weights": {name: numbers(p) for name, p in module.state_dict().items()},
        "x": numbers(x),
        "outputs": numbers(outputs),
        "state": [numbers(s) for s in state],  # [layers · directions, batch, hidden]
        "dx": numbers(x.grad),
        "gradients": {name: numbers(p.grad) for name, p in module.named_parameters()},
    }


torch.manual_seed(1)
common = {"batch_first": True}
cases = {
    "rnn tanh": case(torch.nn.RNN(3, 2, **common)),
    "rnn relu": case(torch.nn.RNN(3, 2, nonlinearity="relu", **common)),
    "gru": case(torch.nn.GRU(3, 2, **common)),
    "gru without bias": case(torch.nn.GRU(3, 2, bias=False, **common)),
    "lstm": case(torch.nn.LSTM(3, 2, **common)),
    "lstm of two layers, both ways": case(torch.nn.LSTM(3, 2, num_layers=2, bidirectional=True, **common)),
}
linear = torch.nn.Linear(3, 2)
x = torch.randn(2, 3)
cases["linear"] = {
    "weights": {name: numbers(p) for name, p in linear.state_dict().items()},
    "x": numbers(x),
    "outputs": numbers(linear(x)),
}
print(json.dumps(cases))
