"""Traditional characters as the tokenizer reads them: each as its Simplified one.

The map is SentencePiece's (Kudo and Richardson, EMNLP 2018, section 3.2), which any tokenizer of Hugging Face's reads:
the encoder's folder reads Traditional script by itself, wherever it is loaded.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import sentencepiece
from sentencepiece.sentencepiece_model_pb2 import ModelProto

from taobeiqa.text.script import fold, is_han


def charsmap() -> bytes:
    """The characters that OpenCC knows another form of, as SentencePiece compiles them."""
    pairs = [(char, fold(char)) for char in map(chr, range(0x3400, sys.maxunicode)) if is_han(char)]
    rules = [f"{ord(char):X}\t{ord(simple):X}" for char, simple in pairs if simple != char and len(simple) == 1]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "rules.tsv").write_text("\n".join(rules) + "\n", encoding="utf-8")
        (folder / "text.txt").write_text("a b c d e f g h\n" * 9, encoding="utf-8")  # a model has to have been trained
        sentencepiece.SentencePieceTrainer.train(
            input=str(folder / "text.txt"),
            model_prefix=str(folder / "model"),
            vocab_size=16,
            hard_vocab_limit=False,
            normalization_rule_tsv=str(folder / "rules.tsv"),
            minloglevel=2,
        )
        model = ModelProto.FromString((folder / "model.model").read_bytes())
    compiled: bytes = model.normalizer_spec.precompiled_charsmap
    return compiled
