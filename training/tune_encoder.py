"""Tunes the encoder's layers for questions that people ask, in both languages, of texts in both.

    python training/tune_encoder.py --data DATA --dev DEV --encoder FOLDER --output FOLDER

A question is drawn to the passage that answers it, or in turn to the sentence, and away from those of others in its
batch and from one of the same text; beside it go translated lines, each told from its neighbours (`neighbours.py`).
The questions are those of `written.py`. The word vectors, which the reader reads too, do not move. The end is the
mean of the weights before and after (Wortsman et al., Robust fine-tuning of zero-shot models, CVPR 2022).

With `torchrun --nproc-per-node 2` in place of `python` two processes train together, as in `train_reader.py`.
"""

from __future__ import annotations

import argparse
import random
import shutil
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import torch
import torch.distributed as together
from safetensors.torch import load_file, save_file
from torch.nn.functional import cross_entropy

import neighbours
from distill import SCALE, Encoder
from taobeiqa.corpus.passages import passages
from taobeiqa.records import Article, Passage
from train_reader import average_gradients, tidy
from written import Told, everything

QUESTIONS = 24
SHARP = 30.0
"""What the cosines of translated lines are multiplied by: of questions it is `SCALE`."""
ALIKE = 0.92
"""The cosine of two English lines from which on they may translate the same."""
PART = 64
"""How many texts are read at once."""
NAME = "model.safetensors"


class Drawn(NamedTuple):
    """A question with what answers it and what of the same text does not, the text's number."""

    question: str
    right: str
    wrong: str | None
    text: int


class Source:
    """Texts with their passages, and what is asked of them in either language."""

    def __init__(self, told: Sequence[Told]) -> None:
        self._passages: list[list[Passage]] = []
        self._asked: list[tuple[int, int, str, tuple[str, ...]]] = []
        for number, one in enumerate(told):
            article = Article(f"t{number:05d}", "-", (), one.language, one.text)
            own = [passage for passage in passages(article) if passage.kind != "heading"]
            self._passages.append(own)
            for posed in one.posed:
                for place, passage in enumerate(own):
                    if posed.asks_of(passage.start) and any(answer in passage.text for answer in posed.answers):
                        both = (posed.chinese, posed.english or posed.chinese)
                        self._asked += [(number, place, text, posed.answers) for text in both]
                        break

    def __len__(self) -> int:
        return len(self._asked)

    def batches(self, chance: random.Random, size: int) -> Iterator[list[Drawn]]:
        """All questions once, in turn with passages and with sentences."""
        order = list(self._asked)
        chance.shuffle(order)
        for start in range(0, len(order) - size + 1, size):
            sentences = start // size % 2 == 1
            yield [self._drawn(chance, sentences, *one) for one in order[start : start + size]]

    def _drawn(
        self, chance: random.Random, sentences: bool, text: int, place: int, question: str, answers: tuple[str, ...]
    ) -> Drawn:
        passage = self._passages[text][place]
        if not sentences:
            others = [one.text for number, one in enumerate(self._passages[text]) if number != place]
            return Drawn(question, passage.text, chance.choice(others) if others else None, text)
        pieces = [passage.text[start - passage.start : end - passage.start] for start, end in passage.sentences]
        right = [piece for piece in pieces if any(answer in piece for answer in answers)]
        wrong = [piece for piece in pieces if piece not in right]
        return Drawn(question, right[0] if right else passage.text, chance.choice(wrong) if wrong else None, text)


def vectors(student: Encoder, texts: Sequence[str]) -> torch.Tensor:
    """Unit rows, read in parts of like length: one long text makes a whole batch long."""
    order = sorted(range(len(texts)), key=lambda place: len(student.numbers([texts[place]])[0]))
    parts = [student([texts[place] for place in order[start : start + PART]]) for start in range(0, len(order), PART)]
    return torch.cat(parts)[torch.tensor(order).argsort()]


def asked_loss(student: Encoder, posed: Sequence[Drawn]) -> torch.Tensor:
    """Cross-entropy of each question over the texts of the batch, and of each text over the questions; other pieces of
    the same text that answer its questions are no wrong answers.
    """
    wrong = [one for one in posed if one.wrong]
    asked = vectors(student, [one.question for one in posed])
    told = vectors(student, [one.right for one in posed] + [one.wrong or "" for one in wrong])
    scores = SCALE * asked @ told.T
    texts = torch.tensor([one.text for one in posed])
    same = (texts[:, None] == texts[None]) & ~torch.eye(len(posed), dtype=torch.bool)
    beside = torch.tensor([[one.text == other.text and one is not other for other in wrong] for one in posed])
    masked = scores.masked_fill(torch.cat([same, beside.reshape(len(posed), len(wrong))], dim=1), -1e4)
    truth = torch.arange(len(posed))
    return (cross_entropy(masked, truth) + cross_entropy(masked[:, : len(posed)].T, truth)) / 2


def pair_loss(student: Encoder, pairs: Sequence[tuple[str, str]]) -> torch.Tensor:
    """Cross-entropy of each side of a translation over the other sides of the batch; what means nearly the same as it
    in English is no wrong answer.
    """
    chinese, english = (vectors(student, side) for side in zip(*pairs, strict=True))
    alike = (english @ english.T > ALIKE).fill_diagonal_(False)
    scores = (SHARP * chinese @ english.T).masked_fill(alike, -1e4)
    truth = torch.arange(len(pairs))
    return (cross_entropy(scores, truth) + cross_entropy(scores.T, truth)) / 2


def write(student: Encoder, encoder: Path, output: Path, share: float) -> None:
    """The folder of the encoder with `share` of the trained weights and the rest of those before."""
    before = load_file(encoder / NAME)
    trained = student.bert.state_dict()
    mixed = {
        name: tensor if tensor.equal(trained[name].half()) else torch.lerp(tensor.float(), trained[name], share).half()
        for name, tensor in before.items()
    }
    output.mkdir(parents=True, exist_ok=True)
    shutil.copytree(encoder, output, dirs_exist_ok=True)
    save_file({name: tensor.contiguous() for name, tensor in mixed.items()}, output / NAME, {"format": "pt"})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of parallel text")
    parser.add_argument("--dev", type=Path, required=True, help="folder with CMRC2018's training set")
    parser.add_argument("--encoder", type=Path, required=True, help="the encoder to go on from")
    parser.add_argument("--output", type=Path, required=True, help="folder to write")
    parser.add_argument("--steps", type=int, default=520)
    parser.add_argument("--rate", type=float, default=1.5e-4)
    parser.add_argument("--share", type=float, default=0.6, help="of the trained weights in the mean")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    part, parts, began = 0, 1, time.time()
    if together.is_torchelastic_launched():
        together.init_process_group("gloo")
        part, parts = together.get_rank(), together.get_world_size()
    torch.manual_seed(options.seed)
    chance = random.Random(options.seed * parts + part)
    source = Source(everything(options.dev, options.data))
    student = Encoder(options.encoder)
    print(f"{len(source)} questions, {time.time() - began:.0f} s", flush=True)
    lines = neighbours.Lines(neighbours.read(options.data, options.dev), student)
    print(f"{len(lines)} translated lines, {time.time() - began:.0f} s", flush=True)
    translated = lines.batches(chance)
    moving = student.bert.encoder
    student.requires_grad_(False)
    moving.requires_grad_(True)
    optimizer = torch.optim.AdamW(moving.parameters(), lr=options.rate)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, 20 * (step + 1) / options.steps, 1.5 * (options.steps - step) / options.steps)
    )
    step, began = 0, time.time()
    losses: list[tuple[float, float]] = []
    while step < options.steps:
        for posed in source.batches(chance, QUESTIONS):
            if step == options.steps:
                break
            asked, paired = asked_loss(student, posed), pair_loss(student, next(translated))
            optimizer.zero_grad()
            (asked + paired).backward()
            average_gradients(moving, parts)
            torch.nn.utils.clip_grad_norm_(moving.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            losses.append((asked.item(), paired.item()))
            step += 1
            if part == 0 and step % 20 == 0:
                of_asked, of_pairs = (sum(one) / 20 for one in zip(*losses[-20:], strict=True))
                spent = (time.time() - began) / step
                print(f"step {step}: asked {of_asked:.3f}, pairs {of_pairs:.3f}, {spent:.2f} s a step", flush=True)
                tidy()
            if part == 0 and (step % 200 == 0 or step == options.steps):
                write(student, options.encoder, options.output, options.share)


if __name__ == "__main__":
    main()
