"""Trains the neural part of the reader: where in a passage a question's answer stands, and whether it stands there.

    python training/train_reader.py --data DATA --dev DEV --output src/taobeiqa/bundled/reader.safetensors

A copy of the bundled encoder's layers, over its word vectors, which stay as they are (Devlin et al., NAACL 2019), reads
question and passage, first each by itself, then both together (Cao et al., DeFormer, ACL 2020), and tells a start and
an end, or "not here", which is trained on passages that do not answer (Clark and Gardner, ACL 2018). The data are the
questions of CMRC2018's training set and those that were written for this training (`written.py`), in Chinese and in
English: near misses, and questions on news and reports in both languages.

With `torchrun --nproc-per-node 2` in place of `python` two processes train together, each on a processor of its own
with half of every step: nearly twice as fast as two threads.
"""

from __future__ import annotations

import argparse
import time
from itertools import islice
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from sentence_transformers import SentenceTransformer
from torch import nn

from precision import mixed, product_type
from processes import average_gradients, join, tidy
from reader_examples import FEATURES, Gold, batch, examples, with_fits, wrong_passages
from reader_material import Material, Reader, folded, material
from taobeiqa.answering.extractor import APART, LONGEST
from taobeiqa.retrieval.bundled import BUNDLED_ENCODER
from written import encyclopaedia, everything

WIDTH = 384
SENTENCE = 0.6
"""How much of the loss asks for the sentence alone, which is what the reader takes from the scores: where exactly in it
an answer begins and ends is often a matter of taste."""


class SpanModel(nn.Module):
    """The encoder's layers, the lower ones over question and passage each by itself, the upper ones over both together,
    without dropout, as they are loaded: nothing is read so often that it could be learnt by heart.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        # With plain matrix products a step takes less time than with PyTorch's fused attention.
        plain = {"attn_implementation": "eager"}
        encoder = SentenceTransformer(str(folder), device="cpu", model_kwargs=plain)[0].auto_model
        self.feature = nn.Linear(1 + FEATURES, WIDTH)
        self.side = nn.Embedding(2, WIDTH)
        self.layer = encoder.encoder.layer
        self.span = nn.Linear(WIDTH, 2)
        self.none = nn.Linear(WIDTH, 1)
        for start in (self.feature.weight, self.feature.bias, self.side.weight):
            nn.init.normal_(start, std=0.02)

    def forward(
        self, vectors: torch.Tensor, sides: torch.Tensor, there: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Scores of each token as start and as end, `(batch, n)`, and of no answer, `(batch,)`."""
        same = there[:, None, :] & (sides[:, :, None] == sides[:, None, :])
        state = self._through(self.layer[:APART], vectors[..., :WIDTH], same[:, None])
        features = torch.cat([likest(state, sides, there)[..., None], vectors[..., WIDTH:]], dim=-1)
        state = state + self.feature(features) + self.side(sides)
        state = self._through(self.layer[APART:], state, there[:, None, None])
        scores = self.span(state)
        return scores[..., 0], scores[..., 1], self.none(state[:, 0])[:, 0]

    def _through(self, layers: nn.ModuleList, state: torch.Tensor, seen: torch.Tensor) -> torch.Tensor:
        """`seen` tells which tokens each token attends to."""
        # In the precision of the products it is added to: whole matrices of attention are not copied into another.
        mask = torch.where(seen, 0.0, -1e9).to(product_type())
        for layer in layers:
            found = layer(state, mask)
            state = found[0] if isinstance(found, tuple) else found
        return state


@torch.no_grad()
def likest(state: torch.Tensor, sides: torch.Tensor, there: torch.Tensor) -> torch.Tensor:
    """For each token the greatest cosine with one of the other text: `(batch, n)`."""
    unit = nn.functional.normalize(state.float(), dim=-1)
    other = there[:, None, :] & (sides[:, :, None] != sides[:, None, :])
    return (unit @ unit.transpose(1, 2)).masked_fill(~other, -1.0).max(dim=-1).values


def span_scores(starts: torch.Tensor, ends: torch.Tensor, asked: int, stop: int) -> torch.Tensor:
    """Scores of all spans of a passage of at most `LONGEST` tokens, others minus infinity: `(n, n)`."""
    scores = starts[asked:stop, None] + ends[None, asked:stop]
    n = stop - asked
    allowed = torch.ones(n, n).triu().bool() & torch.ones(n, n).tril(LONGEST - 1).bool()
    return scores.masked_fill(~allowed, -1e9)


def loss_of(
    scores: tuple[torch.Tensor, torch.Tensor, torch.Tensor], made: tuple[torch.Tensor, ...], gold: list[Gold]
) -> torch.Tensor:
    """The unlikeliness of the right spans, all of them together, and of any spans that begin in their sentences; or of
    no answer where there is none.
    """
    starts, ends, none = scores
    total = torch.zeros(())
    for row, (places, sentences) in enumerate(gold):
        found = span_scores(starts[row], ends[row], *passage_tokens(made, row))
        everything = torch.cat([found.flatten(), none[row : row + 1]]).logsumexp(0)
        exact = inside = none[row]
        if places:
            exact = torch.stack([found[place] for place in places]).logsumexp(0)
            inside = torch.cat([found[low:high].flatten() for low, high in sentences]).logsumexp(0)
        total = total + everything - (1 - SENTENCE) * exact - SENTENCE * inside
    return total / len(gold)


def passage_tokens(made: tuple[torch.Tensor, ...], row: int) -> tuple[int, int]:
    """Where in a row of a batch the passage begins and ends."""
    _, sides, there = made
    return int((there[row] & (sides[row] == 0)).sum()), int(there[row].sum())


def measure(model: SpanModel, reader: Reader, material: Material) -> str:
    """How often the best span of the right article and five other passages is an answer, and its sentence has one."""
    exact, inside = [], []
    for asked in material.asked:
        if not asked.right:
            continue
        right = dict(asked.right)
        numbers = [*right, *asked.near, *wrong_passages(asked, material, 5)]
        made = batch(reader, [with_fits(asked, material, number, "zh") for number in numbers])
        with torch.inference_mode():
            starts, ends, none = model(*made)
        best = []
        for row, number in enumerate(numbers):
            found = span_scores(starts[row], ends[row], *passage_tokens(made, row))
            value, place = (found.flatten() - none[row]).max(0)
            best.append((float(value), number, divmod(int(place), len(found))))
        _, number, place = max(best)
        passage = material.passages[number]
        low = int(material.texts[number].offsets[1:][place[0]][0]) + passage.start
        start, end = next(((a, b) for a, b in passage.sentences if a <= low < b), (0, 0))
        quoted = folded(passage.text[start - passage.start : end - passage.start])
        exact.append(number in right and place in right[number])
        inside.append(number in right and any(answer in quoted for answer in asked.answers))
    return f"exact {np.mean(exact):.3f}, sentence {np.mean(inside):.3f} of {len(exact)}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of parallel text, for the news in it")
    parser.add_argument("--dev", type=Path, required=True, help="folder with CMRC2018's files")
    parser.add_argument("--output", type=Path, required=True, help="the .safetensors file to write")
    parser.add_argument("--encoder", type=Path, default=BUNDLED_ENCODER)
    parser.add_argument("--steps", type=int, default=5000)
    parser.add_argument("--size", type=int, default=12, help="questions a step, of each process")
    parser.add_argument("--rate", type=float, default=1.5e-4, help="of the layers; ten times that for what is new")
    parser.add_argument("--weights", type=Path, help="trained weights to go on from")
    parser.add_argument("--seed", type=int, default=0, help="the order of the questions; another one when going on")
    parser.add_argument("--every", type=int, default=1, help="every nth text or question only (`written.everything`)")
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    part, parts = join()
    reader = Reader(options.encoder)
    learnt = material(everything(options.dev, options.data, options.every), reader)
    held_out = material(encyclopaedia(options.dev / "cmrc2018-dev.jsonl.xz", 300), reader)
    model = SpanModel(options.encoder)
    if options.weights:
        model.load_state_dict(load_file(options.weights))
    print(f"{len(learnt.asked)} questions, {sum(p.numel() for p in model.parameters())} parameters", flush=True)
    layers = {"params": model.layer.parameters(), "lr": options.rate}
    others = [part for name, part in model.named_parameters() if not name.startswith("layer.")]
    optimizer = torch.optim.AdamW([layers, {"params": others, "lr": 10 * options.rate}], weight_decay=0.01, fused=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, 20 * (step + 1) / options.steps, 1.25 * (options.steps - step) / options.steps)
    )
    began, losses = time.time(), []
    batches = examples(learnt, options.size, options.seed, part, parts)
    for step, (pairs, gold) in enumerate(islice(batches, options.steps), start=1):
        made = batch(reader, pairs)
        with mixed():
            scores = model(*made)
        loss = loss_of(tuple(score.float() for score in scores), made, gold)
        optimizer.zero_grad()
        loss.backward()
        average_gradients(model, parts)
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
        if part == 0 and step % 50 == 0:
            print(
                f"step {step}: loss {np.mean(losses[-50:]):.3f}, {(time.time() - began) / step:.2f} s a step",
                flush=True,
            )
        if step % 100 == 0:
            tidy()
        if part == 0 and (step % 1000 == 0 or step == options.steps):
            print("  zh:", measure(model, reader, held_out), flush=True)
            weights = {name: tensor.half().contiguous() for name, tensor in model.state_dict().items()}
            save_file(weights, options.output)


if __name__ == "__main__":
    main()
