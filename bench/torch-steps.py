"""Training steps of PyTorch for torch.ts: reads a step's shape a line, runs the step, and prints a line."""

import json
import sys

import torch
from torch import nn

CLASSES = 10
SOFT = nn.functional.cross_entropy
BITS = nn.functional.binary_cross_entropy_with_logits


class Model(nn.Module):
    def __init__(self, shape):
        super().__init__()
        kinds = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}
        more = {"nonlinearity": shape["activation"]} if shape["cell"] == "rnn" else {}
        self.cell = kinds[shape["cell"]](shape["inputSize"], shape["hiddenSize"], batch_first=True, **more)
        self.by_class = shape["target"] == "class"
        self.head = nn.Linear(shape["hiddenSize"], CLASSES if self.by_class else 1)

    def forward(self, x):
        outputs, _ = self.cell(x)
        return self.head(outputs[:, -1] if self.by_class else outputs)


def trained(shape):
    """A step of the model, its loss read as ours is."""
    size = (shape["batch"], shape["steps"], shape["inputSize"])
    model = Model(shape)
    optimizer = torch.optim.RMSprop(model.parameters(), lr=1e-3, alpha=0.9, eps=1e-7)
    drawn = [torch.rand(size) - 0.5 for _ in range(8)]
    if model.by_class:
        targets = torch.randint(CLASSES, size[:1])
    else:
        targets = torch.randint(2, (*size[:2], 1)).float()
    taken = 0

    def step():
        nonlocal taken
        optimizer.zero_grad()
        outputs = model(drawn[taken % len(drawn)])
        loss = SOFT(outputs, targets) if model.by_class else BITS(outputs, targets)
        loss.backward()
        optimizer.step()
        taken += 1
        return loss.item()

    return step


steps = {}
for line in sys.stdin:
    shape = json.loads(line)
    torch.set_num_threads(shape.pop("threads"))
    key = json.dumps(shape, sort_keys=True)
    if key not in steps:
        steps = {key: trained(shape)}
    steps[key]()
    print("done", flush=True)
