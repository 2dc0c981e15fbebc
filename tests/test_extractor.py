"""The trained part of the reader: it computes what Transformers does, and what it points at lies in its sentence."""

from __future__ import annotations

from math import log
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.torch import load_file
from sentence_transformers import SentenceTransformer
from tokenizers import Tokenizer
from transformers.models.bert.modeling_bert import BertLayer

from taobeiqa.answering.extractor import APART, LONGEST, TOGETHER, Extractor
from taobeiqa.answering.spans import AnswerSpan
from taobeiqa.corpus.passages import passages
from taobeiqa.errors import ModelError
from taobeiqa.records import Article, Passage
from taobeiqa.retrieval.bundled import BUNDLED, BUNDLED_ENCODER, token_places
from taobeiqa.text.script import language_of

TEXT = "王小明在苏州的一家造船厂工作。他的妹妹去年搬到了南京，在那里教音乐。全家每年春天回乡一次。"


def passage(text: str) -> Passage:
    (found,) = passages(Article("a", "标题", (), language_of(text), text))
    return found


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor()


def test_it_agrees_with_transformers(extractor: Extractor) -> None:
    """The same weights through Transformers' layers and PyTorch's own softmax over all spans of the passage."""
    told, question = passage(TEXT), "妹妹搬到了哪里？"
    fits = [AnswerSpan(24, 26, 0.8, 24, "南京")]
    weights = {name: tensor.float() for name, tensor in load_file(BUNDLED / "reader.safetensors").items()}
    encoder = SentenceTransformer(str(BUNDLED_ENCODER), device="cpu")[0].auto_model.eval()
    table = encoder.embeddings.word_embeddings.weight.detach()
    read = Tokenizer.from_file(str(BUNDLED_ENCODER / "tokenizer.json"))
    asked_ids, told_tokens = read.encode(question).ids, read.encode(TEXT)

    asked_ids, offsets, ids = asked_ids[:-1], token_places(TEXT, told_tokens)[1:-1].tolist(), told_tokens.ids[1:-1]

    def through(state: torch.Tensor, numbers: range) -> torch.Tensor:
        for number in numbers:
            layer = BertLayer(encoder.config).eval()
            of_layer = f"layer.{number}."
            layer.load_state_dict({n.removeprefix(of_layer): t for n, t in weights.items() if n.startswith(of_layer)})
            with torch.inference_mode():
                out = layer(state[None], None)
            state = (out[0] if isinstance(out, tuple) else out).reshape(state.shape)
        return state

    def by_itself(ids: list[int], first: int) -> torch.Tensor:
        places = torch.arange(first, first + len(ids))
        with torch.inference_mode():
            vectors = encoder.embeddings(input_ids=torch.tensor([ids]), position_ids=places[None])[0]
        return through(vectors, range(APART))

    asked, state = by_itself(asked_ids, 0), by_itself(ids, 1)

    def likest(one: torch.Tensor, other: torch.Tensor) -> torch.Tensor:
        return torch.nn.functional.cosine_similarity(one[:, None], other[None], dim=-1).max(dim=1).values

    fit = torch.tensor([0.8 if low < 26 and high > 24 else 0.0 for low, high in offsets])
    features = torch.stack(
        [
            torch.cat([likest(asked, state), likest(state, asked)]),
            torch.cat([likest(table[asked_ids], table[ids]), likest(table[ids], table[asked_ids])]),
            torch.cat([torch.zeros(len(asked)), fit]),
        ],
        dim=1,
    )
    joined = torch.cat([asked, state]) + features @ weights["feature.weight"].T + weights["feature.bias"]
    joined = joined + weights["side.weight"][[0] * len(asked) + [1] * len(state)]
    joined = through(joined, range(APART, APART + TOGETHER))
    none = float((joined[0] @ weights["none.weight"].T + weights["none.bias"])[0])
    starts, ends = (joined[len(asked) :] @ weights["span.weight"].T + weights["span.bias"]).T
    found = extractor.locate(question, fits, told)
    assert list(found) == list(told.sentences)
    for sentence, located in found.items():
        places = [n for n, (low, _) in enumerate(offsets) if sentence[0] <= low < sentence[1]]
        spans = {(i, j): float(starts[i] + ends[j]) for i in places for j in places if 0 <= j - i < LONGEST}
        first, last = max(spans, key=spans.__getitem__)
        assert located.odds == pytest.approx(log(sum(np.exp(list(spans.values())))) - none, abs=0.02)
        assert located.span == (offsets[first][0], offsets[last][1])


def test_several_passages_at_once_are_read_like_each_by_itself(extractor: Extractor) -> None:
    asked, told = "妹妹搬到了哪里？", passage(TEXT)
    places = [([AnswerSpan(24, 26, 0.8, 24, "南京")], told), ([], told), ([], passage("桥已经修好了。"))]
    by_another = Extractor()  # which has nothing kept from the other way to read them
    assert extractor.locate_all(asked, places) == [by_another.locate(asked, *place) for place in places]
    assert extractor.locate_all(asked, []) == []


def test_what_was_read_is_not_read_again_and_nothing_else_is_taken_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    extractor, told = Extractor(), passage(TEXT)
    fits = [AnswerSpan(24, 26, 0.8, 24, "南京")]
    first = extractor.locate("妹妹搬到了哪里？", fits, told)
    others = [
        extractor.locate("王小明在哪个城市工作？", fits, told),
        extractor.locate("妹妹搬到了哪里？", [], told),
        extractor.locate("妹妹搬到了哪里？", fits, passage(TEXT.replace("南京", "北京"))),
    ]
    assert [other == first for other in others] == [False] * len(others)
    monkeypatch.setattr("taobeiqa.answering.extractor.layer", None)
    assert extractor.locate("妹妹搬到了哪里？", fits, told) == first
    assert extractor.locate("妹妹搬到了哪裡？", fits, told) == first, "in either script"
    with pytest.raises(TypeError):
        first[told.sentences[0]] = None  # type: ignore[index]


@pytest.mark.parametrize(
    ("question", "wanted"),
    [("妹妹搬到了哪里？", "南京"), ("妹妹搬到了哪裡？", "南京"), ("王小明在哪个城市工作？", "苏州")],
)
def test_it_points_at_the_sentence_that_answers(extractor: Extractor, question: str, wanted: str) -> None:
    found = extractor.locate(question, [], passage(TEXT))
    best = max(found, key=lambda sentence: found[sentence].odds)
    assert wanted in TEXT[slice(*best)]


@pytest.mark.parametrize(
    ("text", "question", "wanted"),
    [
        ("全县架设路灯1200盏；38座桥梁得到加固；15所小学换了新课桌。", "加固了多少座桥？", "38座"),
        ("The county put up 1,200 street lamps; 38 bridges were strengthened; Li Hua paid.", "Who paid?", "Li Hua"),
        ("Lamps were put up; 38 bridges were strengthened; Li Hua paid.", "How many bridges were strengthened?", "38"),
    ],
)
def test_an_answer_may_be_what_a_sentence_begins_with(
    extractor: Extractor, text: str, question: str, wanted: str
) -> None:
    found = extractor.locate(question, [], passage(text))
    low, high = max(found.values(), key=lambda one: one.odds).span
    assert text[low:high].startswith(wanted)
    assert any(start == low for start, _ in found)


def test_what_a_passage_does_not_say_has_lower_odds(extractor: Extractor) -> None:
    def best(question: str) -> float:
        return max(one.odds for one in extractor.locate(question, [], passage(TEXT)).values())

    assert best("妹妹搬到了哪里？") > best("这座桥是哪一年建成的？")


@settings(max_examples=30, deadline=None)
@given(st.text(min_size=1, max_size=60), st.text(alphabet="一二南京洮，。；A b１38ß😀体體\n", min_size=1, max_size=200))
def test_it_points_into_the_sentence_whatever_the_text(extractor: Extractor, question: str, text: str) -> None:
    article = Article("a", "t", (), "zh", text)
    for one in passages(article):
        found = extractor.locate(question, [], one)
        assert set(found) <= set(one.sentences)
        for (start, end), located in found.items():
            assert start <= located.span[0] < located.span[1] <= end
            assert np.isfinite(located.odds)


def test_unreadable_weights_are_told_in_one_line(tmp_path: Path) -> None:
    broken = tmp_path / "reader.safetensors"
    broken.write_bytes(b"no weights")
    extractor = Extractor(broken)
    with pytest.raises(ModelError, match=r"^The bundled reader cannot be read: .* Install the package again\.$"):
        extractor.locate("谁？", [], passage(TEXT))
