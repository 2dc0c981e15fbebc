"""The feedback file: what is kept, what is not, who may use it at once, and what becomes of a bad one."""

import re
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from taobeiqa.errors import FeedbackError
from taobeiqa.feedback import FeedbackStore, Quoted, as_correction
from taobeiqa.records import Answer, Citation

QUOTE = "全区共53个贫困村出列。"
NOT_SAID = Answer("谁？", "zh", True, "文章里没有说到。", 0.9, (), (), {})
SAID = ["id", "day", "question", "language", "answer", "abstained", "quotes", "verdict", "correction"]
REVIEWED = ["review", "answers", "evidence"]


def answered(question: str = "几个村出列？") -> Answer:
    cited = Citation(1, "a", "a#1", "题", ("孙红",), None, 0, len(QUOTE), QUOTE, (), None)
    return Answer(question, "zh", False, "53个。", 0.9, (cited,), (), {"total": 1.5})


@pytest.fixture
def store(tmp_path):
    return FeedbackStore(tmp_path / "made" / "when #needed?" / "feedback.sqlite")


def test_what_was_said_comes_back_oldest_first(store):
    first, second = store.add(answered(), "right"), store.add(NOT_SAID, "wrong")
    assert store.change(second, "wrong", "  是孙红。\n见第二版 ")
    one, two = store.waiting()
    assert (one.id, one.verdict, one.correction, one.review) == (first, "right", "", "")
    assert (one.question, one.language, one.answer, one.abstained) == ("几个村出列？", "zh", "53个。", False)
    assert one.quotes == (Quoted("a", QUOTE),)
    assert (two.id, two.verdict, two.correction) == (second, "wrong", "是孙红。\n见第二版")
    assert (two.abstained, two.quotes, two.answers, two.evidence) == (True, (), (), ())


def test_nothing_is_kept_of_who_when_or_with_what(store):
    store.add(answered(), "right")
    with closing(sqlite3.connect(store.path)) as file:
        tables = {name for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        assert tables == {"feedback", "sqlite_sequence"}  # the second counts the rows: SQLite's own
        assert [name for _, name, *_ in file.execute("PRAGMA table_info(feedback)")] == SAID + REVIEWED
        ((day,),) = file.execute("SELECT day FROM feedback")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", day)


def test_a_visitor_thinks_again_and_takes_it_back(store):
    number = store.add(answered(), "wrong")
    assert store.change(number, "wrong", "不会写进别处的字")
    assert store.change(number, "right")
    assert [(row.verdict, row.correction) for row in store.waiting()] == [("right", "")]
    assert store.change(number, None)
    assert store.waiting() == []
    assert "不会写进别处的字".encode() not in store.path.read_bytes(), "not on the disk either"
    assert not store.change(number, "wrong", "x"), "there is nothing to change any more"
    assert not store.change(number, None)
    assert store.add(answered(), "wrong") != number, "an id is never another visitor's"


def test_a_review_keeps_or_drops(store):
    kept, unsaid, dropped, open_ = (store.add(answered(str(n)), "wrong") for n in range(4))
    store.keep(kept, ["53", "五十三"], [QUOTE])
    store.keep(unsaid, [], [])
    store.drop(dropped)
    assert [row.id for row in store.waiting()] == [open_]
    assert [(row.id, row.review, row.answers, row.evidence) for row in store.kept()] == [
        (kept, "kept", ("53", "五十三"), (QUOTE,)),
        (unsaid, "kept", (), ()),
    ]
    store.drop(kept)
    assert [row.id for row in store.kept()] == [unsaid]


def test_what_the_visitor_says_after_the_review_is_reviewed_too(store):
    kept, dropped = store.add(answered(), "wrong"), store.add(answered(), "wrong")
    store.keep(kept, ["53"], [QUOTE])
    store.drop(dropped)
    store.change(kept, "wrong", "")
    assert [row.id for row in store.kept()] == [kept], "nothing new was said"
    store.change(dropped, "wrong", "是 53 个。")
    assert [row.id for row in store.waiting()] == [dropped]


def test_a_review_of_what_was_taken_back_is_told(store):
    number = store.add(answered(), "wrong")
    store.change(number, None)
    for review in (lambda: store.keep(number, [], []), lambda: store.drop(number)):
        with pytest.raises(FeedbackError, match=rf"^There is no feedback {number} in .*took it back.*$"):
            review()


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("  a\tb\r\nc\rd\u2028e\n", "a b\nc\nd\ne"),
        ("\x00a\x1b[31m\x7f\u202e\u200b\ufeff\ud800b", "a[31mb"),
        ("é😀𠀀", "é😀𠀀"),
        ("字" * 3000, "字" * 1000),
        ("😀" * 999 + " \n" + "b", "😀" * 999),
        ("\x00\n \u200b", ""),
    ],
)
def test_a_correction_is_cut_and_made_visible_but_never_refused(store, written, stored):
    assert as_correction(written) == as_correction(stored) == stored
    number = store.add(answered(), "wrong")
    store.change(number, "wrong", written)
    assert [row.correction for row in store.waiting()] == [stored]


def test_a_question_is_one_line_of_what_can_be_seen(store):
    store.add(answered("几个\n\t村\x00\ud800\u202e出列？'; DROP TABLE feedback; --"), "right")
    assert [row.question for row in store.waiting()] == ["几个 村出列？'; DROP TABLE feedback; --"]


def test_reading_where_there_is_nothing_makes_nothing(store):
    assert (store.waiting(), store.kept()) == ([], [])
    assert not store.path.parent.exists()
    store.path.parent.mkdir(parents=True)
    store.path.touch()
    assert (store.waiting(), store.path.stat().st_size) == ([], 0)
    store.add(answered(), "right")
    assert len(store.waiting()) == 1


def test_threads_that_begin_the_file_together_all_write_to_it(store):
    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(lambda n: FeedbackStore(store.path).add(answered(str(n)), "wrong"), range(24)))
    assert sorted(numbers) == list(range(1, 25))
    assert {row.question for row in store.waiting()} == {str(n) for n in range(24)}


def test_a_review_in_another_program_while_the_chat_serves(store):
    numbers = [store.add(answered(), "wrong") for _ in range(10)]
    code = (
        "import sys; from pathlib import Path; from taobeiqa.feedback import FeedbackStore;"
        "store = FeedbackStore(Path(sys.argv[1])); [store.keep(row.id, ['53'], []) for row in store.waiting()[:10]]"
    )
    with subprocess.Popen([sys.executable, "-c", code, store.path]) as review:
        while review.poll() is None:
            numbers.append(store.add(NOT_SAID, "right"))
            time.sleep(0.005)
    assert review.returncode == 0
    assert [row.id for row in store.kept()] == numbers[:10]
    assert [row.id for row in store.waiting()] == numbers[10:]


def test_two_connections_wait_for_each_other(store):
    number = store.add(answered(), "wrong")
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other, ThreadPoolExecutor(1) as pool:
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE feedback SET verdict = 'right'")
        assert [row.verdict for row in store.waiting()] == ["wrong"], "reading need not wait"
        late = pool.submit(store.change, number, "wrong", "后写的")
        other.execute("COMMIT")
        assert late.result()
    assert [(row.verdict, row.correction) for row in store.waiting()] == [("wrong", "后写的")]


def test_what_goes_wrong_halfway_leaves_the_file_as_it_was(store):
    store.add(answered(), "right")
    with pytest.raises(sqlite3.IntegrityError):
        store.change(1, "perhaps")
    assert [row.verdict for row in store.waiting()] == ["right"]


def _foreign(path):
    with closing(sqlite3.connect(path)) as file:
        file.execute("CREATE TABLE feedback (id)")


def _later(path):
    FeedbackStore(path).add(answered(), "right")
    with closing(sqlite3.connect(path)) as file:
        file.execute("PRAGMA user_version = 2")


def _torn(path):
    store = FeedbackStore(path)
    for _ in range(200):
        store.add(answered("长" * 500), "right")
    whole = path.read_bytes()
    path.write_bytes(whole[:8192] + b"\xff" * 8192 + whole[16384:])


def _garbled(path):
    FeedbackStore(path).add(answered(), "right")
    with closing(sqlite3.connect(path)) as file:
        file.execute("UPDATE feedback SET quotes = '[1'")
        file.commit()


@pytest.mark.parametrize(
    ("spoil", "line"),
    [
        (lambda path: path.write_bytes(b"no database " * 500), "damaged, or is no feedback at all: move it away"),
        (_torn, "damaged, or is no feedback at all: move it away"),
        (_garbled, "damaged, or is no feedback at all: move it away"),
        (_foreign, "another program's file: name another"),
        (_later, "format 2, and this taobeiqa reads 1: use"),
        (lambda path: path.mkdir(), r"cannot be read or written \(unable to open database file\): see that"),
    ],
)
def test_a_bad_file_is_told_in_one_line_and_left_alone(tmp_path, spoil, line):
    path = tmp_path / "feedback.sqlite"
    spoil(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(FeedbackError, match=f"^.*{line}.*$") as told:
        FeedbackStore(path).waiting()
    assert str(path) in str(told.value)
    assert "\n" not in str(told.value)
    assert before is None or path.read_bytes() == before


def test_a_file_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").touch()
    store = FeedbackStore(tmp_path / "file" / "feedback.sqlite")
    assert store.waiting() == []
    with pytest.raises(FeedbackError, match="cannot be read or written"):
        store.add(answered(), "right")
