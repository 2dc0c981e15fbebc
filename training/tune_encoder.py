"""Tunes the encoder's layers for questions that people ask, in both languages, of texts in both.

    python training/tune_encoder.py --data DATA --dev DEV --work WORK --encoder FOLDER --output FOLDER

A question is drawn to the passage that answers it, or in turn to the sentence, and away from those of others in its
batch and from one of the same text; beside it go translated lines, each told from its neighbours (`neighbours.py`).
The questions are those of `written.py`. The word vectors, which the reader reads too, do not move. The end is the
mean of the weights before and after (Wortsman et al., Robust fine-tuning of zero-shot models, CVPR 2022).

With `torchrun --nproc-per-node 2` in place of `python` two processes train together, as in `train_reader.py`.
Interrupted, the same command goes on from the last checkpoint in WORK.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch.nn.functional import cross_entropy

import neighbours
from distill import SCALE, Encoder, write
from processes import average_gradients, join, tidy
from taobeiqa.corpus.passages import passages
from taobeiqa.records import Article, Passage
from written import Told, everything

QUESTIONS = 24
SHARP = 30.0
"""What the cosines of translated lines are multiplied by: of questions it is `SCALE`."""
ALIKE = 0.92
"""The cosine of two English lines from which on they may translate the same."""
PART = 64
"""How many texts are read at once."""
EVERY_REPORT, EVERY_CHECKPOINT = 20, 100


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
        """All questions, over and over, in turn with passages and with sentences."""
        order = list(self._asked)
        while True:
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
    lengths = [len(numbers) for numbers in student.numbers(list(texts))]
    order = sorted(range(len(texts)), key=lengths.__getitem__)
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


class Training:
    """The student, its optimiser, and where it is."""

    def __init__(self, encoder: Path, rate: float, steps: int) -> None:
        self.student = Encoder(encoder)
        self.student.requires_grad_(False)
        self.moving = self.student.bert.encoder.requires_grad_(True)
        self.optimizer = torch.optim.AdamW(self.moving.parameters(), lr=rate)
        self.schedule = torch.optim.lr_scheduler.LambdaLR(
            self.optimizer, lambda step: min(1.0, 20 * (step + 1) / steps, 1.5 * (steps - step) / steps)
        )

    def update(self, loss: torch.Tensor, parts: int) -> None:
        """One step, with the other processes."""
        self.optimizer.zero_grad()
        loss.backward()
        average_gradients(self.moving, parts)
        torch.nn.utils.clip_grad_norm_(self.moving.parameters(), 1.0)
        self.optimizer.step()
        self.schedule.step()

    def save(self, path: Path) -> None:
        """A checkpoint, written aside and renamed."""
        state = {name: getattr(self, name).state_dict() for name in ("moving", "optimizer", "schedule")}
        torch.save(state, path.with_suffix(".new"))
        path.with_suffix(".new").replace(path)

    def load(self, path: Path) -> int:
        """Go on from a checkpoint: which step it is after."""
        state = torch.load(path, weights_only=True)
        for name, saved in state.items():
            getattr(self, name).load_state_dict(saved)
        return int(state["schedule"]["last_epoch"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of parallel text")
    parser.add_argument("--dev", type=Path, required=True, help="folder with CMRC2018's training set")
    parser.add_argument("--work", type=Path, required=True, help="folder for checkpoints")
    parser.add_argument("--encoder", type=Path, required=True, help="the encoder to go on from")
    parser.add_argument("--output", type=Path, required=True, help="folder to write")
    parser.add_argument("--steps", type=int, default=520)
    parser.add_argument("--rate", type=float, default=1.5e-4)
    parser.add_argument("--kept", type=float, default=0.4, help="what the weights before count in the mean")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    part, parts = join()
    torch.manual_seed(options.seed)
    options.work.mkdir(parents=True, exist_ok=True)
    checkpoint = options.work / "tuned.pt"
    training = Training(options.encoder, options.rate, options.steps)
    source = Source(everything(options.dev, options.data))
    lines = neighbours.Lines(neighbours.read(options.data, options.dev), training.student)
    print(f"{len(source)} questions, {len(lines)} translated lines", flush=True)
    first = training.load(checkpoint) if checkpoint.exists() else 0
    seed = options.seed * parts + part
    drawn = zip(source.batches(random.Random(seed), QUESTIONS), lines.batches(random.Random(seed)), strict=True)
    began, losses = time.time(), deque[tuple[float, float]](maxlen=EVERY_REPORT)
    for step, (posed, pairs) in enumerate(islice(drawn, options.steps), start=1):
        if step <= first:
            continue
        asked, paired = asked_loss(training.student, posed), pair_loss(training.student, pairs)
        training.update(asked + paired, parts)
        losses.append((asked.item(), paired.item()))
        if step % EVERY_REPORT == 0:
            tidy()
            of_asked, of_pairs = np.mean(losses, axis=0)
            spent = (time.time() - began) / (step - first)
            print(f"step {step}: asked {of_asked:.3f}, pairs {of_pairs:.3f}, {spent:.2f} s a step", flush=True)
        if part == 0 and step % EVERY_CHECKPOINT == 0:
            training.save(checkpoint)
    if part == 0:
        training.save(checkpoint)
        write(training.student, options.encoder, options.output, options.kept)


if __name__ == "__main__":
    main()
