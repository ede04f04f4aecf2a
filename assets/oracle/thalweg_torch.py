# A PyTorch module and its loss as an objective over the flat vector of its parameters.
# MIT licence, as the rest of Thalweg. The protocol: README.md.
import torch

import thalweg_oracle


def serve_module(module, loss, inputs, targets, lo=-1.0, hi=1.0, name=None):
    """Answers Thalweg's questions about loss(module(inputs), targets), a mean over the examples.

    The parameters of `module`, in its order and row by row, are the coordinates. In double
    precision. inputs and targets: tensors whose first axis counts the examples. Set random numbers
    aside (module.eval()): an objective has one value at a point.
    """
    module = module.double()
    parameters = list(module.parameters())
    sizes = [p.numel() for p in parameters]
    if inputs.is_floating_point():
        inputs = inputs.double()
    if targets.is_floating_point():
        targets = targets.double()
    chosen = {"rows": slice(None)}

    def at(x):
        with torch.no_grad():
            for p, piece in zip(parameters, torch.from_numpy(x).split(sizes)):
                p.copy_(piece.view_as(p))
        return loss(module(inputs[chosen["rows"]]), targets[chosen["rows"]])

    def flat(pieces):
        pieces = [torch.zeros_like(p) if g is None else g for p, g in zip(parameters, pieces)]
        return torch.cat([piece.reshape(-1) for piece in pieces]).detach().numpy()

    def value(x):
        with torch.no_grad():
            return at(x).item()

    def gradient(x):
        return flat(torch.autograd.grad(at(x), parameters, allow_unused=True))

    def hvp(x, v):
        slope = torch.autograd.grad(at(x), parameters, create_graph=True)
        along = [piece.view_as(p) for p, piece in zip(parameters, torch.from_numpy(v).split(sizes))]
        pairs = [(s, d) for s, d in zip(slope, along) if s.requires_grad]
        if not pairs:  # linear
            return flat([None] * len(parameters))
        slope, along = zip(*pairs)
        return flat(torch.autograd.grad(slope, parameters, along, allow_unused=True))

    def batch(indices):
        chosen["rows"] = slice(None) if indices is None else torch.from_numpy(indices)

    thalweg_oracle.serve(value, sum(sizes), gradient, hvp, batch, len(inputs), lo, hi,
                         name or type(module).__name__)


def _example():
    """A small network on a spiral, for a first try: python3 thalweg_torch.py."""
    torch.manual_seed(1)
    t = torch.linspace(0.2, 3, 100).repeat(2)
    label = torch.arange(2).repeat_interleave(100)
    angle = 2 * t + 3.14159 * label
    points = torch.stack([t * angle.cos(), t * angle.sin()], 1)
    network = torch.nn.Sequential(torch.nn.Linear(2, 8), torch.nn.Tanh(), torch.nn.Linear(8, 2))
    serve_module(network, torch.nn.functional.cross_entropy, points, label, name="Spiral in PyTorch")


if __name__ == "__main__":
    _example()
