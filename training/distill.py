"""Trains the encoder: Chinese towards the teacher's vectors of its translation, questions towards what answers them.

    python training/distill.py --data DATA --dev DEV --work WORK --encoder STAGE1 --output FOLDER

Reads pairs and the teacher's vectors from WORK (`targets.py`), running text from DATA and `cmrc2018-train.jsonl.xz`
from DEV. English stays where the teacher has it: its embeddings are frozen and English sentences are held to the
teacher's vectors. A step is one batch of pairs; every `EVERY_ENGLISH`th step adds English, of every three steps one
adds questions and one lines of text with the windows of the other language that they stand in. Interrupted, the same
command goes on from the last checkpoint in WORK.
"""

from __future__ import annotations

import argparse
import shutil
import time
from collections import deque
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import load_file, save_file
from sentence_transformers import SentenceTransformer
from torch.nn.functional import cosine_similarity, cross_entropy, normalize

from examples import Asked, altered, asked_batches, pair_batches, questions, window_batches, windows
from precision import mixed
from taobeiqa.text.script import is_han

BATCH, QUESTION_BATCH = 64, 32
EVERY_ENGLISH, EVERY_QUESTION, EVERY_CHECKPOINT = 5, 3, 200
POOL = 32_768
"""How many other targets a vector is told from; how many recent vectors a target is told from is `QUEUE`."""
QUEUE = 8_192
ALIKE = 0.9
"""The cosine of two targets from which on they may be translations of one sentence."""
SCALE = 20.0
EMBEDDING_RATE = 2e-3
WARM_UP, DECAY = 0.04, 0.4
"""Shares of the steps in which the learning rates rise and fall, linearly; between them they stand."""
LONGEST = 128


class Encoder(torch.nn.Module):
    """A Sentence Transformers folder as a module: texts to unit rows."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        # PyTorch's fused attention is several times slower backwards than plain matrix products on a CPU.
        loaded = SentenceTransformer(str(folder), device="cpu", model_kwargs={"attn_implementation": "eager"})
        self.bert = loaded[0].auto_model.float()
        self._tokenizer = loaded.tokenizer

    def forward(self, texts: list[str]) -> torch.Tensor:
        """Float32 unit rows, `(len(texts), dimension)`."""
        read = self._tokenizer(texts, padding=True, truncation=True, max_length=LONGEST, return_tensors="pt")
        mask = read["attention_mask"]
        with mixed():
            hidden = self.bert(input_ids=read["input_ids"], attention_mask=mask).last_hidden_state
        weights = mask.unsqueeze(-1).float()
        return normalize((hidden.float() * weights).sum(1) / weights.sum(1), dim=1)

    def numbers(self, texts: list[str]) -> list[list[int]]:
        """The tokens of each text, by their rows of the word embeddings."""
        return list(self._tokenizer(texts, truncation=True, max_length=LONGEST)["input_ids"])

    def table(self) -> torch.Tensor:
        """The word embeddings: float32, `(vocabulary, dimension)`."""
        return self.bert.embeddings.word_embeddings.weight.detach()

    def chinese_rows(self) -> torch.Tensor:
        """Which rows of the word embeddings are Chinese: bool, (vocabulary,)."""
        size = self.bert.embeddings.word_embeddings.num_embeddings
        return torch.tensor([is_han(word[0]) for word in self._tokenizer.convert_ids_to_tokens(range(size))])


def contrast(
    left: torch.Tensor, right: torch.Tensor, texts: list[str], wrong: torch.Tensor | None = None
) -> torch.Tensor:
    """In-batch cross-entropy, both ways; the same text elsewhere in the batch is no wrong answer, `wrong` are more."""
    scores = SCALE * left @ right.T
    numbers = torch.tensor([texts.index(text) for text in texts])
    same = (numbers[:, None] == numbers[None]) & ~torch.eye(len(texts), dtype=torch.bool)
    scores = scores.masked_fill(same, -1e4)
    truth = torch.arange(len(texts))
    told = scores if wrong is None else torch.cat([scores, SCALE * left @ wrong.T], dim=1)
    return (cross_entropy(told, truth) + cross_entropy(scores.T, truth)) / 2


def contrast_with(vectors: torch.Tensor, target: torch.Tensor, pool: torch.Tensor) -> torch.Tensor:
    """Cross-entropy of each vector against its target, the other targets and a pool of others' targets. What means
    nearly the same as its target (another translation of the same sentence) is no wrong answer.
    """
    others = torch.cat([target, pool])
    alike = target @ others.T > ALIKE
    alike[:, : len(target)].fill_diagonal_(False)
    scores = (SCALE * vectors @ others.T).masked_fill(alike, -1e4)
    return cross_entropy(scores, torch.arange(len(target)))


class Training:
    """The student, its optimisers, and where it is."""

    def __init__(self, folder: Path, options: argparse.Namespace) -> None:
        self.student = Encoder(folder)
        table = self.student.bert.embeddings.word_embeddings
        self.trained = self.student.chinese_rows()
        sparse = torch.nn.Embedding.from_pretrained(table.weight.data, freeze=False, sparse=True, padding_idx=0)
        self.student.bert.embeddings.word_embeddings = sparse
        frozen = ["word_embeddings", "pooler", *(f"layer.{n}." for n in range(options.freeze_layers))]
        layers = []
        for name, parameter in self.student.named_parameters():
            if not any(part in name for part in frozen):
                layers.append(parameter)
            elif "word_embeddings" not in name:
                parameter.requires_grad_(False)
        self.optimisers = [
            torch.optim.AdamW(layers, options.layer_rate),
            torch.optim.SparseAdam([sparse.weight], EMBEDDING_RATE),
        ]
        self.layers, self.sparse, self.options, self.step = layers, sparse, options, 0

    def rate(self) -> float:
        """What share of the learning rates this step has."""
        done = (self.step + 1) / self.options.steps
        return min(1.0, done / WARM_UP, (1 - done) / DECAY + 1e-3)

    def update(self, loss: torch.Tensor) -> None:
        """One step of both optimisers; rows of words that are not Chinese stay."""
        loss.backward()
        gradient = self.sparse.weight.grad.coalesce()
        rows = gradient.indices()[0]
        kept = self.trained[rows]
        shape = self.sparse.weight.shape
        self.sparse.weight.grad = torch.sparse_coo_tensor(
            rows[kept][None], gradient.values()[kept], shape, check_invariants=False
        ).coalesce()
        torch.nn.utils.clip_grad_norm_(self.layers, 1.0)
        for optimiser, base in zip(self.optimisers, (self.options.layer_rate, EMBEDDING_RATE), strict=True):
            optimiser.param_groups[0]["lr"] = base * self.rate()
            optimiser.step()
            optimiser.zero_grad()
        self.step += 1

    def save(self, path: Path) -> None:
        """A checkpoint, written aside and renamed."""
        state = {
            "step": self.step,
            "student": self.student.state_dict(),
            "optimisers": [optimiser.state_dict() for optimiser in self.optimisers],
        }
        torch.save(state, path.with_suffix(".new"))
        path.with_suffix(".new").replace(path)

    def load(self, path: Path) -> None:
        """Go on from a checkpoint."""
        state = torch.load(path, weights_only=True)
        self.student.load_state_dict(state["student"])
        for optimiser, saved in zip(self.optimisers, state["optimisers"], strict=True):
            optimiser.load_state_dict(saved)
        self.step = state["step"]


def write(student: Encoder, other: Path, output: Path, kept: float) -> None:
    """The folder of `other` with the mean of its weights, counted `kept`, and the trained ones, in half precision.

    What training on one kind of text takes away, the mean gives back, and keeps most of what it brought (Wortsman et
    al., Robust Fine-Tuning of Zero-Shot Models, CVPR 2022).
    """
    shutil.copytree(other, output, dirs_exist_ok=True)
    stored = load_file(other / "model.safetensors")
    trained = {name: value.detach().numpy() for name, value in student.bert.state_dict().items()}
    weights = {
        name: (kept * old.astype(np.float32) + (1 - kept) * trained[name]).astype(old.dtype) if name in trained else old
        for name, old in stored.items()
    }
    save_file(weights, output / "model.safetensors", metadata={"format": "pt"})


class Pairs:
    """The Chinese and English texts of the pairs, and the teacher's vectors of the English ones."""

    def __init__(self, work: Path) -> None:
        lines = (work / "pairs.tsv").read_text(encoding="utf-8").rstrip("\n").split("\n")
        self.texts = [tuple(line.split("\t")) for line in lines]
        self._targets = np.load(work / "targets.npy", mmap_mode="r")
        self._pool = torch.from_numpy(np.random.default_rng(0).permutation(self._targets).astype(np.float16))
        self._recent: deque[tuple[torch.Tensor, torch.Tensor]] = deque(maxlen=QUEUE // BATCH)

    def targets(self, places: Sequence[int]) -> torch.Tensor:
        """Float32 unit rows, `(len(places), dimension)`."""
        return torch.from_numpy(self._targets[list(places)].astype(np.float32))

    def pool(self, step: int) -> torch.Tensor:
        """Other targets, those of the next step others: float32, `(POOL, dimension)`."""
        start = step * POOL % max(1, len(self._pool) - POOL)
        return self._pool[start : start + POOL].float()

    def contrast(self, vectors: torch.Tensor, target: torch.Tensor, step: int) -> torch.Tensor:
        """Each vector among the targets, and each target among the vectors of this and earlier steps."""
        loss = contrast_with(vectors, target, self.pool(step))
        queue = torch.cat([kept for kept, _ in self._recent]) if self._recent else vectors[:0].detach()
        queued = torch.cat([kept for _, kept in self._recent]) if self._recent else target[:0]
        alike = target @ torch.cat([target, queued]).T > ALIKE
        alike[:, : len(target)].fill_diagonal_(False)
        scores = (SCALE * target @ torch.cat([vectors, queue]).T).masked_fill(alike, -1e4)
        self._recent.append((vectors.detach(), target))
        return (loss + cross_entropy(scores, torch.arange(len(target)))) / 2


def losses(training: Training, pairs: Pairs, batch: list[int], asked: list[Asked] | None) -> tuple[torch.Tensor, float]:
    """The loss of a step and the mean distance of its Chinese texts from the teacher's vectors."""
    options, student = training.options, training.student
    target = pairs.targets(batch)
    vectors = student([pairs.texts[place][0] for place in batch])
    distance = (1 - cosine_similarity(vectors, target)).mean()
    loss = options.cosine * distance
    if options.contrast:
        loss = loss + options.contrast * (
            contrast(vectors, target, [pairs.texts[place][1] for place in batch])
            if options.in_batch
            else pairs.contrast(vectors, target, training.step)
        )
    if options.english and training.step % EVERY_ENGLISH == 0:
        english = student([pairs.texts[place][1] for place in batch])
        loss = loss + options.english * (1 - cosine_similarity(english, target)).mean()
    if asked:
        passages = [one.passage for one in asked]
        wrong = [text for one in asked if (text := altered(one))] if options.altered else []
        answers, more = student([*passages, *wrong]).split([len(passages), len(wrong)])
        found = contrast(student([one.question for one in asked]), answers, passages, more)
        loss = loss + options.question * found
    return loss, float(distance.detach())


def train(training: Training, checkpoint: Path) -> None:
    """Go on from where the training is to its last step."""
    options = training.options
    pairs = Pairs(options.work)
    translated = pair_batches([zh for zh, _ in pairs.texts], BATCH, options.seed)
    found = questions(
        options.dev / "cmrc2018-train.jsonl.xz", options.work / "alignment-pieces.npz", options.work / "corpus.npz"
    )
    asked = [
        asked_batches(found, QUESTION_BATCH, options.seed) if options.question else None,
        window_batches(windows(options.data, options.seed), QUESTION_BATCH, options.seed) if options.windows else None,
        None,
    ]
    began, first, seen = time.time(), training.step, []
    for step in range(options.steps):
        batch, source = next(translated), asked[step % len(asked)]
        texts = next(source) if source else None
        if step < first:
            continue
        loss, distance = losses(training, pairs, batch, texts)
        training.update(loss)
        seen.append(distance)
        if training.step % 25 == 0:
            pace = (time.time() - began) / (training.step - first)
            print(f"step {training.step}: distance {np.mean(seen[-100:]):.3f}, {pace:.2f} s a step", flush=True)
        if training.step % EVERY_CHECKPOINT == 0:
            training.save(checkpoint)
    training.save(checkpoint)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of parallel text, for windows")
    parser.add_argument("--dev", type=Path, required=True, help="folder with cmrc2018-train.jsonl.xz")
    parser.add_argument("--work", type=Path, required=True, help="folder with the alignment, and for checkpoints")
    parser.add_argument("--encoder", type=Path, required=True, help="the encoder to start from")
    parser.add_argument("--output", type=Path, required=True, help="folder to write the trained encoder to")
    parser.add_argument("--steps", type=int, default=2600)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--cosine", type=float, default=4.0, help="weight of the distance to the teacher's vector")
    parser.add_argument("--contrast", type=float, default=1.0, help="weight of the cross-entropy among translations")
    parser.add_argument("--english", type=float, default=5.0, help="weight of English's distance to the teacher's")
    parser.add_argument("--question", type=float, default=1.0, help="weight of the cross-entropy of questions")
    parser.add_argument("--windows", action=argparse.BooleanOptionalAction, default=True, help="train on windows")
    parser.add_argument("--in-batch", action="store_true", help="tell translations from those of the batch only")
    parser.add_argument("--altered", action="store_true", help="tell passages from those with other figures and places")
    parser.add_argument("--layer-rate", type=float, default=1e-4, help="learning rate of the layers")
    parser.add_argument("--freeze-layers", type=int, default=0, help="how many of the lower layers stay")
    parser.add_argument("--kept", type=float, default=0.5, help="what the weights of --mean-with count in the end")
    parser.add_argument("--mean-with", type=Path, help="encoder whose weights are averaged in; default: --encoder")
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    options.work.mkdir(parents=True, exist_ok=True)
    checkpoint = options.work / f"{options.output.name}.pt"
    training = Training(options.encoder, options)
    if checkpoint.exists():
        training.load(checkpoint)
    train(training, checkpoint)
    write(training.student, options.mean_with or options.encoder, options.output, options.kept)


if __name__ == "__main__":
    main()
