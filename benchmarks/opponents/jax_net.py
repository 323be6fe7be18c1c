"""The same network in JAX: answers images a second for every line of seconds it reads.

Arguments: layers (JSON), batch. Compiled as one function, images (N, H, W, C), normalized
before the clock starts; Adam is written out.
"""

import json
import sys
import time

import jax
import jax.numpy as jnp
from jax import lax

layers, batch = json.loads(sys.argv[1]), int(sys.argv[2])
key = jax.random.key(0)
x = jax.random.normal(key, (batch, 32, 32, 3))
y = jax.random.randint(key, (batch,), 0, 10)


def apply(weights, x):
    """Scores; `weights` has one pair a layer that learns."""
    left = iter(weights)
    for spec in layers:
        if spec["kind"] == "conv":
            W, b = next(left)
            pad = [(spec["pad"],) * 2] * 2
            names = ("NHWC", "HWIO", "NHWC")
            stride = (spec["stride"],) * 2
            x = lax.conv_general_dilated(x, W, stride, pad, dimension_numbers=names) + b
        elif spec["kind"] == "relu":
            x = jnp.maximum(x, 0)
        elif spec["kind"] == "maxpool":
            window, step = (
                (1, spec["size"], spec["size"], 1),
                (1, spec["stride"], spec["stride"], 1),
            )
            x = lax.reduce_window(x, -jnp.inf, lax.max, window, step, "VALID")
        else:
            W, b = next(left)
            x = x.reshape(len(x), -1) @ W + b
    return x


def start():
    """Weights of every layer that learns, sizes found on the way."""
    made, shape = [], (32, 32, 3)
    for spec in layers:
        if spec["kind"] == "conv":
            k, f = spec["size"], spec["filters"]
            W = 0.05 * jax.random.normal(key, (k, k, shape[2], f))
            made.append((W, jnp.zeros(f)))
            side = (shape[0] - k + 2 * spec["pad"]) // spec["stride"] + 1
            shape = (side, side, f)
        elif spec["kind"] == "maxpool":
            side = (shape[0] - spec["size"]) // spec["stride"] + 1
            shape = (side, side, shape[2])
        elif spec["kind"] == "dense":
            size = 1
            for length in shape:
                size *= length
            made.append(
                (0.05 * jax.random.normal(key, (size, spec["units"])), jnp.zeros(spec["units"]))
            )
            shape = (spec["units"],)
    return made


def loss(weights):
    """Mean cross-entropy."""
    chances = jax.nn.log_softmax(apply(weights, x))
    return -chances[jnp.arange(batch), y].mean()


@jax.jit
def step(weights, m, v, t):
    """Forward, backward, Adam."""
    g = jax.grad(loss)(weights)
    m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, m, g)
    v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, v, g)
    a, b = 1 - 0.9**t, 1 - 0.999**t
    move = lambda w, m, v: w - 1e-3 * (m / a) / (jnp.sqrt(v / b) + 1e-8)  # noqa: E731
    return jax.tree.map(move, weights, m, v), m, v


weights = start()
m = v = jax.tree.map(jnp.zeros_like, weights)
t = 1
for _ in range(3):
    weights, m, v = step(weights, m, v, t)
    t += 1
jax.block_until_ready(weights)
print("ready", flush=True)
for line in sys.stdin:
    begin, count = time.perf_counter(), 0
    while time.perf_counter() - begin < float(line):
        weights, m, v = step(weights, m, v, t)
        jax.block_until_ready(weights)
        count, t = count + 1, t + 1
    print(count * batch / (time.perf_counter() - begin), flush=True)
