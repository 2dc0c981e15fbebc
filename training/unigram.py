"""One ordinary Unigram tokenizer for both languages: the teacher's English pieces and Chinese words.

A word's first piece carries the mark `▁`. English scores are such that the best path is the one that the teacher's
greedy WordPiece takes; Chinese scores are the logarithms of jieba's frequencies, so that the best path is jieba's.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence

import regex
import rjieba
from tokenizers import Regex, Tokenizer, normalizers, pre_tokenizers, processors
from tokenizers.models import Unigram

from traditional import charsmap

MARK = "▁"
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
# jieba's dictionary: the sum of all frequencies.
JIEBA_TOTAL = 60_101_967
# Chinese punctuation that the English teacher hardly knows, as the English mark that does the same work.
CHINESE_MARKS = {"。": ".", "、": ",", "‧": "·", "・": "·", "※": "*"} | dict.fromkeys("《》〈〉「」『』", '"')
CHINESE_MARKS |= dict.fromkeys("【〔", "(") | dict.fromkeys("】〕", ")")
_WORD_START = r"(?<![\p{Latin}\p{N}])(?=[\p{Latin}\p{N}])"
_LATIN = regex.compile(r"[\p{Latin}\p{N}]+")
_SYMBOL = regex.compile(r"[\p{P}\p{S}\p{Greek}]")
_PIECE_COST = -10.0
_LENGTH_BONUS = 0.01
_ROUNDS = 60


def normalizer() -> normalizers.Normalizer:
    """NFKC, Simplified characters, lower case, no accents, English punctuation, and the mark before every run of Latin
    letters and digits.
    """
    marks = [normalizers.Replace(chinese, english) for chinese, english in CHINESE_MARKS.items()]
    return normalizers.Sequence(
        [
            normalizers.NFKC(),
            normalizers.Precompiled(charsmap()),
            normalizers.BertNormalizer(clean_text=True, handle_chinese_chars=False, strip_accents=True, lowercase=True),
            normalizers.Replace(MARK, " "),
            *marks,
            normalizers.Replace(Regex(_WORD_START), MARK),
        ]
    )


def build(pieces: Sequence[tuple[str, float]]) -> Tokenizer:
    """The tokenizer whose vocabulary is the special tokens followed by `pieces`, each with its score."""
    vocabulary = [(token, 0.0) for token in SPECIAL] + list(pieces)
    tokenizer = Tokenizer(Unigram(vocabulary, unk_id=SPECIAL.index("[UNK]"), byte_fallback=False))
    tokenizer.normalizer = normalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.BertPreTokenizer(), pre_tokenizers.Split(Regex(r"\p{Han}+"), "isolated")]
    )
    start, end = SPECIAL.index("[CLS]"), SPECIAL.index("[SEP]")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", start), ("[SEP]", end)],
    )
    tokenizer.add_special_tokens(list(SPECIAL))
    return tokenizer


def spelling(piece: str) -> str | None:
    """How a piece of the teacher's is written here, or None when it is left out.

    First pieces get the mark, continuations lose `##`; other scripts, and what the normalizer never lets through, go.
    """
    bare = piece.removeprefix("##")
    plain = unicodedata.normalize("NFKC", bare)
    plain = "".join(char for char in unicodedata.normalize("NFD", plain.lower()) if unicodedata.category(char) != "Mn")
    if piece in SPECIAL or plain != bare or bare in CHINESE_MARKS:
        return None
    if _LATIN.fullmatch(bare):
        return bare if piece.startswith("##") else MARK + bare
    return piece if _SYMBOL.fullmatch(piece) else None


def jieba_share(word: str) -> float:
    """How often jieba expects a word that it keeps whole, as a share of running words."""
    return max(rjieba.suggest_freq(word) - 1, 1) / JIEBA_TOTAL


def chinese_score(word: str) -> float:
    """The logarithm of jieba's probability of a word that it keeps whole."""
    return math.log(jieba_share(word))


def english_scores(pieces: Sequence[str], words: Sequence[str], teacher: Tokenizer) -> dict[str, float]:
    """Scores by which Viterbi search cuts `words` as the teacher does.

    The start prefers few pieces and, among equals, a long first one. Then a perceptron: where the best path is not the
    teacher's, the teacher's pieces gain and the others lose. The second half of the rounds is averaged.
    """
    scores = {
        piece: _PIECE_COST + (_LENGTH_BONUS * len(piece) ** 2 if piece.startswith(MARK) else _LENGTH_BONUS * len(piece))
        for piece in pieces
    }
    wanted = []
    for word, encoding in zip(words, teacher.encode_batch(list(words), add_special_tokens=False), strict=True):
        spelt = [spelling(piece) for piece in encoding.tokens]
        if all(piece in scores for piece in spelt):
            wanted.append((word, [str(piece) for piece in spelt]))
    summed = dict.fromkeys(scores, 0.0)
    for turn in range(_ROUNDS):
        tokenizer = build(list(scores.items()))
        got = tokenizer.encode_batch([word for word, _ in wanted], add_special_tokens=False)
        change: dict[str, float] = {}
        wrong = 0
        for (_, right), encoding in zip(wanted, got, strict=True):
            if encoding.tokens == right:
                continue
            wrong += 1
            for piece in right:
                change[piece] = change.get(piece, 0.0) + 1
            for piece in encoding.tokens:
                change[piece] = change.get(piece, 0.0) - 1
        if turn % 10 == 0:
            print(f"round {turn}: {wrong} of {len(wanted)} words cut otherwise than by the teacher")
        step = 0.5 / (1 + turn / 5)
        for piece, amount in change.items():
            if piece in scores:
                scores[piece] += step * max(-2.0, min(2.0, amount))
        if turn >= _ROUNDS // 2:
            for piece, score in scores.items():
                summed[piece] += score
    return {piece: score / (_ROUNDS - _ROUNDS // 2) for piece, score in summed.items()}
