"""Training on a GPU: a step is recorded once as a list of operations, captured, and replayed.

Every array of a step has a leading axis of K runs of the same shape, which learn side by
side: activations are (K, N, H, W, C) or (K, N, D), flat weights (K, P), K = 1 for a run
alone. Nothing here needs a GPU to be imported, recorded, checked or computed in NumPy.
"""
