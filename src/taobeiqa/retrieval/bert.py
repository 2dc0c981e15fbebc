"""The forward pass of a BERT in NumPy: Devlin et al., BERT, NAACL 2019. Names of weights are those of Transformers."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf

Array = NDArray[np.float32]
Weights = Mapping[str, Array]


def linear(state: Array, weights: Weights, name: str) -> Array:
    """`state` times the matrix of that name, plus its bias: float32, `(n_tokens, width of the output)`."""
    result: Array = state @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]
    return result


def norm(state: Array, weights: Weights, name: str, epsilon: float) -> Array:
    """Layer normalisation: float32, of the shape of `state`."""
    centred = state - state.mean(axis=-1, keepdims=True)
    scale = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + np.float32(epsilon))
    result: Array = centred / scale * weights[f"{name}.weight"] + weights[f"{name}.bias"]
    return result


def layer(state: Array, weights: Weights, name: str, heads: int, epsilon: float) -> Array:
    """One layer over the tokens of one text: float32, `(n_tokens, width)`."""
    tokens, width = state.shape
    query, key, value = (
        linear(state, weights, f"{name}.attention.self.{part}").reshape(tokens, heads, -1).transpose(1, 0, 2)
        for part in ("query", "key", "value")
    )
    scores = query @ key.transpose(0, 2, 1) / np.float32(np.sqrt(width // heads))
    scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
    attended = (scores / scores.sum(axis=-1, keepdims=True)) @ value
    mixed = attended.transpose(1, 0, 2).reshape(tokens, width)
    attended = linear(mixed, weights, f"{name}.attention.output.dense")
    state = norm(state + attended, weights, f"{name}.attention.output.LayerNorm", epsilon)
    inner = linear(state, weights, f"{name}.intermediate.dense")
    inner = inner * np.float32(0.5) * (1 + erf(inner / np.float32(np.sqrt(2))))
    return norm(state + linear(inner, weights, f"{name}.output.dense"), weights, f"{name}.output.LayerNorm", epsilon)
