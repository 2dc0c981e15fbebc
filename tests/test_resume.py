"""An evaluation that was interrupted: what was asked and encoded is kept, whatever cut it off."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from taobeiqa.errors import TaobeiqaError
from taobeiqa.evaluation.judge import Attempt, Quoted
from taobeiqa.evaluation.resume import RememberingEncoder, Unfinished, code_digest
from taobeiqa.retrieval.encoders import HashingEncoder
from taobeiqa.retrieval.vectors import Vectors
from tests.test_question_files import IN_ONE_FOLDER

QUOTED = Quoted("a", "小镇新闻", 3, 12, "53个贫困村出列。", None)
ATTEMPT = Attempt(
    "53个贫困村出列。\n\u2028🎉",
    0.1 + 0.2,
    (QUOTED, replace(QUOTED, translation="53 villages.")),
    (("a:3-12", 1 / 3), ("b", -1e-300)),
    12.5,
)
NOTHING = Attempt("", 0.0, (), (), 0.0)


class Counting(HashingEncoder):
    """The hashing encoder, with what it was asked to encode."""

    def __init__(self, dimension: int = 64) -> None:
        super().__init__(dimension)
        self.asked: list[str] = []

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return super().encode_passages(texts)


def test_attempts_come_back_as_they_were(tmp_path: Path) -> None:
    kept = Unfinished(tmp_path / "not" / "there", "set")
    assert kept.attempts() == {}
    assert not kept.folder.exists(), "nothing is written before there is something to keep"
    kept.add("问\n1", ATTEMPT)
    kept.add("2", NOTHING)
    assert Unfinished(tmp_path / "not" / "there", "set").attempts() == {"问\n1": ATTEMPT, "2": NOTHING}
    kept.add("2", ATTEMPT)
    assert kept.attempts() == {"问\n1": ATTEMPT, "2": ATTEMPT}
    kept.finish()
    assert not kept.folder.exists()
    assert kept.attempts() == {}
    kept.finish()


def test_what_must_not_be_mixed_has_folders_of_its_own(tmp_path: Path) -> None:
    names = [("a", "b"), ("b", "a"), ("ab",), ("a", "", "b"), ("a", "b", "")]
    assert len({Unfinished(tmp_path, *name).folder for name in names}) == len(names)
    assert Unfinished(tmp_path, "a", "b").folder == Unfinished(tmp_path, "a", "b").folder
    assert len(code_digest()) == len(hashlib.sha256().hexdigest())


def test_a_line_that_was_cut_off_anywhere_is_asked_again_and_nothing_else(tmp_path: Path) -> None:
    kept = Unfinished(tmp_path, "set")
    kept.add("1", ATTEMPT)
    first = (kept.folder / "attempts.jsonl").read_bytes()
    kept.add("2", ATTEMPT)
    raw = (kept.folder / "attempts.jsonl").read_bytes()
    for end in range(len(first), len(raw) + 1):
        (kept.folder / "attempts.jsonl").write_bytes(raw[:end])
        # Only its line end is missing in the last but one.
        expected = {"1", "2"} if end >= len(raw) - 1 else {"1"}
        assert set(kept.attempts()) == expected, end
        kept.add("3", NOTHING)
        assert kept.attempts() == {**dict.fromkeys(sorted(expected), ATTEMPT), "3": NOTHING}


@pytest.mark.parametrize(
    "line",
    [
        "{}",
        "[]",
        "3",
        "null",
        '{"id": "2"}',
        '{"id": "2", "attempt": null}',
        '{"id": "2", "attempt": {"quotes": [], "ranking": [["a"]], "text": "", "confidence": 0, "milliseconds": 0}}',
        json.dumps({"id": "2", "attempt": {**NOTHING.to_json(), "quotes": [{"article_id": "a"}]}}),
        "\0" * 100,
        "\ufffd",
    ],
)
def test_a_line_that_is_no_attempt_is_asked_again(tmp_path: Path, line: str) -> None:
    kept = Unfinished(tmp_path, "set")
    kept.add("1", ATTEMPT)
    with (kept.folder / "attempts.jsonl").open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
    kept.add("3", NOTHING)
    assert kept.attempts() == {"1": ATTEMPT, "3": NOTHING}


@given(st.lists(st.lists(st.text(max_size=6), max_size=6), max_size=4))
@IN_ONE_FOLDER
def test_vectors_are_those_of_the_encoder_bit_for_bit_and_made_once(tmp_path: Path, calls: list[list[str]]) -> None:
    path = tmp_path / "some" / "vectors.bin"
    path.unlink(missing_ok=True)
    seen: set[str] = set()
    for texts in (*calls, *calls):
        for again in (False, True):
            encoder = Counting()
            vectors = RememberingEncoder(encoder, path).encode_passages(texts)
            assert vectors.tobytes() == HashingEncoder().encode_passages(texts).tobytes()
            assert (vectors.dtype, vectors.shape) == (np.float32, (len(texts), 64))
            expected = [] if again else [text for text in dict.fromkeys(texts) if text not in seen]
            assert encoder.asked == expected
        seen.update(texts)


def test_one_instance_knows_what_it_made_and_what_stood_there(tmp_path: Path) -> None:
    path, encoder = tmp_path / "vectors.bin", Counting()
    RememberingEncoder(Counting(), path).encode_passages(["一", "二"])
    remembering = RememberingEncoder(encoder, path)
    remembering.encode_passages(["二", "三", "二", "三"])
    found = remembering.encode_passages(["三", "一", "四"])
    assert encoder.asked == ["三", "四"]
    assert np.array_equal(found, HashingEncoder().encode_passages(["三", "一", "四"]))
    found[:] = 0
    assert np.array_equal(remembering.encode_passages(["一"]), HashingEncoder().encode_passages(["一"]))
    assert path.stat().st_size == 4 + 4 * (16 + 4 * 64)


def test_it_is_the_encoder_for_all_else(tmp_path: Path) -> None:
    encoder = HashingEncoder(32, 7)
    remembering = Unfinished(tmp_path, "set").remembering(encoder)
    assert (remembering.name, remembering.digest) == (encoder.name, encoder.digest)
    assert np.array_equal(remembering.encode_queries(["问"]), encoder.encode_queries(["问"]))
    assert list(tmp_path.iterdir()) == [], "questions are not kept"
    remembering.encode_passages(["答"])
    assert [path.parent for path in tmp_path.rglob("*.bin")] == [Unfinished(tmp_path, "set").folder]


def test_a_record_that_was_cut_off_anywhere_is_made_again_and_nothing_else(tmp_path: Path) -> None:
    path, texts = tmp_path / "vectors.bin", ["一", "二"]
    RememberingEncoder(HashingEncoder(3), path).encode_passages(texts)
    raw = path.read_bytes()
    size = 16 + 4 * 3
    assert len(raw) == 4 + 2 * size
    for end in range(len(raw) + 1):
        path.write_bytes(raw[:end])
        whole = max(0, end - 4) // size
        for expected in ([*texts[whole:], "三"], []):
            encoder = Counting(3)
            vectors = RememberingEncoder(encoder, path).encode_passages([*texts, "三"])
            assert np.array_equal(vectors, HashingEncoder(3).encode_passages([*texts, "三"])), end
            assert encoder.asked == expected, end
        assert path.read_bytes()[: len(raw)] == raw


@pytest.mark.parametrize("dimension", [0, 1, 2, 4, 5, 1000, 2**32 - 1])
def test_a_damaged_heading_costs_the_vectors_and_no_more(tmp_path: Path, dimension: int) -> None:
    path, texts = tmp_path / "vectors.bin", [str(number) for number in range(20)]
    RememberingEncoder(HashingEncoder(3), path).encode_passages(texts)
    raw = path.read_bytes()
    path.write_bytes(dimension.to_bytes(4, "little") + raw[4:])
    if not dimension:
        assert RememberingEncoder(HashingEncoder(3), path).encode_passages(texts[:1]).shape == (1, 3)
    found = RememberingEncoder(HashingEncoder(3), path).encode_passages(texts)
    assert np.array_equal(found, HashingEncoder(3).encode_passages(texts))
    assert path.read_bytes() == raw


def test_vectors_of_another_dimension_are_not_mixed(tmp_path: Path) -> None:
    path = tmp_path / "vectors.bin"
    RememberingEncoder(HashingEncoder(3), path).encode_passages(["一", "二"])
    for _ in range(2):
        found = RememberingEncoder(HashingEncoder(5), path).encode_passages(["一", "三"])
        assert np.array_equal(found, HashingEncoder(5).encode_passages(["一", "三"]))


@pytest.mark.parametrize("name", ["attempts.jsonl", "vectors.bin", "."])
def test_what_cannot_be_kept_is_one_line(tmp_path: Path, name: str) -> None:
    kept = Unfinished(tmp_path, "set")
    if name == ".":
        kept.folder.write_text("a file")
    else:
        (kept.folder / name).mkdir(parents=True)
    acts = {
        "attempts.jsonl": [kept.attempts, lambda: kept.add("1", ATTEMPT)],
        "vectors.bin": [lambda: kept.remembering(HashingEncoder()).encode_passages(["一"])],
    }
    for act in acts.get(name) or [acts["attempts.jsonl"][1], *acts["vectors.bin"]]:
        with pytest.raises(TaobeiqaError, match=r"cannot be kept at .*Make room or choose another --index") as caught:
            act()
        assert str(kept.folder) in str(caught.value)
        assert "\n" not in str(caught.value)
