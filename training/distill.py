"""Trains the encoder: Chinese towards the teacher's vectors of its translation, questions towards what answers them.

    python training/distill.py --data DATA --dev DEV --work WORK --encoder STAGE1 --output FOLDER

Reads pairs from DATA and `cmrc2018-train.jsonl.xz` from DEV. English stays where the teacher has it: its embeddings are
frozen and English sentences are held to the teacher's vectors. A step is one batch of pairs; every `EVERY_ENGLISH`th
step adds English, every `EVERY_QUESTION`th one questions. Interrupted, the same command goes on from the last
checkpoint in WORK.
"""

from __future__ import annotations

import argparse
import shutil
import time
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import load_file, save_file
from sentence_transformers import SentenceTransformer
from torch.nn.functional import cosine_similarity, cross_entropy, normalize

from examples import Asked, asked_batches, pair_batches, pairs, questions
from parallel import teacher_folder
from taobeiqa.text.script import is_han

BATCH, QUESTION_BATCH = 64, 32
EVERY_ENGLISH, EVERY_QUESTION, EVERY_CHECKPOINT = 5, 3, 200
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
        with torch.autocast("cpu", dtype=torch.bfloat16):
            hidden = self.bert(input_ids=read["input_ids"], attention_mask=mask).last_hidden_state
        weights = mask.unsqueeze(-1).float()
        return normalize((hidden.float() * weights).sum(1) / weights.sum(1), dim=1)

    def chinese_rows(self) -> torch.Tensor:
        """Which rows of the word embeddings are Chinese: bool, (vocabulary,)."""
        size = self.bert.embeddings.word_embeddings.num_embeddings
        return torch.tensor([is_han(word[0]) for word in self._tokenizer.convert_ids_to_tokens(range(size))])


def contrast(left: torch.Tensor, right: torch.Tensor, texts: list[str]) -> torch.Tensor:
    """In-batch cross-entropy, both ways; the same text elsewhere in the batch is no wrong answer."""
    scores = SCALE * left @ right.T
    numbers = torch.tensor([texts.index(text) for text in texts])
    same = (numbers[:, None] == numbers[None]) & ~torch.eye(len(texts), dtype=torch.bool)
    scores = scores.masked_fill(same, -1e4)
    truth = torch.arange(len(texts))
    return (cross_entropy(scores, truth) + cross_entropy(scores.T, truth)) / 2


class Training:
    """The student, its optimisers, and where it is."""

    def __init__(self, folder: Path, options: argparse.Namespace) -> None:
        self.student, self.teacher = Encoder(folder), Encoder(teacher_folder()).requires_grad_(False)
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


def write(student: Encoder, start: Path, output: Path, kept: float) -> None:
    """The folder of `start` with the mean of its weights, counted `kept`, and the trained ones, in half precision.

    What training on one kind of text takes away, the mean gives back, and keeps most of what it brought (Wortsman et
    al., Robust Fine-Tuning of Zero-Shot Models, CVPR 2022).
    """
    shutil.copytree(start, output, dirs_exist_ok=True)
    stored = load_file(start / "model.safetensors")
    trained = {name: value.detach().numpy() for name, value in student.bert.state_dict().items()}
    weights = {
        name: (kept * old.astype(np.float32) + (1 - kept) * trained[name]).astype(old.dtype) if name in trained else old
        for name, old in stored.items()
    }
    save_file(weights, output / "model.safetensors", metadata={"format": "pt"})


def losses(training: Training, batch: list[tuple[str, str]], asked: list[Asked] | None) -> tuple[torch.Tensor, float]:
    """The loss of a step and the mean distance of its Chinese texts from the teacher's vectors."""
    options, student = training.options, training.student
    zh, en = [pair[0] for pair in batch], [pair[1] for pair in batch]
    with torch.no_grad():
        target = training.teacher(en)
    vectors = student(zh)
    distance = (1 - cosine_similarity(vectors, target)).mean()
    loss = options.cosine * distance
    if options.contrast:
        loss = loss + options.contrast * contrast(vectors, target, en)
    if options.english and training.step % EVERY_ENGLISH == 0:
        loss = loss + options.english * (1 - cosine_similarity(student(en), target)).mean()
    if asked:
        passages = [one.passage for one in asked]
        found = contrast(student([one.question for one in asked]), student(passages), passages)
        loss = loss + options.question * found
    return loss, float(distance.detach())


def train(training: Training, checkpoint: Path) -> None:
    """Go on from where the training is to its last step."""
    options = training.options
    translated = pair_batches(pairs(options.data, options.seed), BATCH, options.seed)
    found = questions(
        options.dev / "cmrc2018-train.jsonl.xz", options.work / "alignment-pieces.npz", options.work / "corpus.npz"
    )
    asked = asked_batches(found, QUESTION_BATCH, options.seed)
    for step in range(training.step):
        next(translated)
        if step % EVERY_QUESTION == 0:
            next(asked)
    began, first, seen = time.time(), training.step, []
    while training.step < options.steps:
        wanted = options.question and training.step % EVERY_QUESTION == 0
        loss, distance = losses(training, next(translated), next(asked) if wanted else None)
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
    parser.add_argument("--data", type=Path, required=True, help="folder of parallel text")
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
    parser.add_argument("--layer-rate", type=float, default=1e-4, help="learning rate of the layers")
    parser.add_argument("--freeze-layers", type=int, default=0, help="how many of the lower layers stay")
    parser.add_argument("--kept", type=float, default=0.5, help="what the weights before training count in the end")
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    options.work.mkdir(parents=True, exist_ok=True)
    checkpoint = options.work / f"{options.output.name}.pt"
    training = Training(options.encoder, options)
    if checkpoint.exists():
        training.load(checkpoint)
    train(training, checkpoint)
    write(training.student, options.encoder, options.output, options.kept)


if __name__ == "__main__":
    main()
