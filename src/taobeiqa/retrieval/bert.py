"""The forward pass of a BERT in NumPy: Devlin et al., BERT, NAACL 2019. Names of weights are those of Transformers."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
Weights = Mapping[str, Array]

_ERF = 0.3275911, (0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429)
_ROWS = 64
"""How many rows at a time stay near the processor."""


def linear(state: Array, weights: Weights, name: str) -> Array:
    """`state` times the matrix of that name, plus its bias: float32, `(n_tokens, width of the output)`."""
    result: Array = state @ weights[f"{name}.weight"].T
    result += weights[f"{name}.bias"]
    return result


def norm(state: Array, weights: Weights, name: str, epsilon: float) -> Array:
    """Layer normalisation: float32, of the shape of `state`."""
    centred: Array = state - state.mean(axis=-1, keepdims=True)
    variance = np.einsum("td,td->t", centred, centred)[:, None] / np.float32(state.shape[-1])
    centred /= np.sqrt(variance + np.float32(epsilon))
    centred *= weights[f"{name}.weight"]
    centred += weights[f"{name}.bias"]
    return centred


def gelu(state: Array) -> Array:
    """`x * P(X <= x)` for a standard normal `X` (Hendrycks and Gimpel, 2016): float32, of the shape of `state`.

    The error function is Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.26: within 1.5e-7, which is as
    near as float32 tells, and a quarter of the time of SciPy's.
    """
    result = np.empty_like(state)
    inverse, factors = np.float32(_ERF[0]), np.array(_ERF[1], dtype=np.float32)
    for start in range(0, len(state), _ROWS):
        rows = state[start : start + _ROWS]
        size = np.abs(rows)
        square = size * np.float32(np.sqrt(0.5))
        near = 1 / (1 + inverse * square)
        tail = near * factors[4]
        for factor in factors[3::-1]:
            tail += factor
            tail *= near
        square *= square
        tail *= np.exp(-square)
        tail *= size
        tail *= np.float32(0.5)
        np.subtract(np.maximum(rows, 0), tail, out=result[start : start + _ROWS])
    return result


def layer(state: Array, weights: Weights, name: str, heads: int, epsilon: float) -> Array:
    """One layer over the tokens of one text: float32, `(n_tokens, width)`."""
    tokens, width = state.shape
    query, key, value = (
        linear(state, weights, f"{name}.attention.self.{part}").reshape(tokens, heads, -1).transpose(1, 0, 2)
        for part in ("query", "key", "value")
    )
    scores = (query / np.float32(np.sqrt(width // heads))) @ key.transpose(0, 2, 1)
    scores -= scores.max(axis=-1, keepdims=True)
    np.exp(scores, out=scores)
    attended = (scores @ value) / scores.sum(axis=-1, keepdims=True)
    mixed = attended.transpose(1, 0, 2).reshape(tokens, width)
    attended = linear(mixed, weights, f"{name}.attention.output.dense")
    state = norm(state + attended, weights, f"{name}.attention.output.LayerNorm", epsilon)
    inner = linear(state, weights, f"{name}.intermediate.dense")
    return norm(
        state + linear(gelu(inner), weights, f"{name}.output.dense"), weights, f"{name}.output.LayerNorm", epsilon
    )
