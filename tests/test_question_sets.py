"""The question sets that come with the corpus are sound: every answer is proved by the articles."""

import json
import re
import unicodedata
from pathlib import Path

import pytest

CORPUS = Path(__file__).parents[1] / "corpus"
QUESTIONS = CORPUS / "questions"
LANGUAGES = ("zh", "en")
TYPES = {"figure", "name", "date", "place", "other"}
SMALL = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
SMALL_ENGLISH = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9}
SCALE = {"": 1, "万": 10**4, "亿": 10**8, "thousand": 10**3, "million": 10**6, "billion": 10**9}


def load(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def compared(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def values(text: str) -> set[tuple[float, str]]:
    """The figures of a text in either language, each with its percent sign or none."""
    number = r"(\d+(?:,\d{3})*(?:\.\d+)?)(%?)\s*(万|亿|thousand|million|billion)?"
    found = {
        (round(float(digits.replace(",", "")) * SCALE[scale], 4), percent)
        for digits, percent, scale in re.findall(number, unicodedata.normalize("NFKC", text).lower())
    }
    found |= {(SMALL[digit], "") for digit in re.findall(rf"([{''.join(SMALL)}])(?=[次轮年个])", text)}
    return found | {(SMALL_ENGLISH[word], "") for word in re.findall(r"[a-z]+", text.lower()) if word in SMALL_ENGLISH}


def bodies() -> list[str]:
    texts = (path.read_text(encoding="utf-8") for path in sorted((CORPUS / "articles").glob("*.md")))
    return [compared(text.split("---\n", 2)[2]) for text in texts]


def faults(question: dict, texts: list[str]) -> list[str]:
    """What is wrong with one question."""
    found = []
    answers, evidence = question["answers"], question["evidence"]
    if question["type"] not in TYPES:
        found.append("unknown type")
    if not question["question"].strip() or not question["id"].endswith(f"-{question['language']}"):
        found.append("question or id")
    if bool(answers) != bool(evidence):
        found.append("answers without evidence, or evidence without answers")
    found += [
        f"in no article, or more than one: {piece}"
        for piece in evidence
        if sum(compared(piece) in t for t in texts) != 1
    ]
    proof = "".join(evidence)
    for answer in answers:
        if question["type"] == "figure" and not (values(answer) and values(answer) <= values(proof)):
            found.append(f"the evidence does not hold the figure {answer}")
        if question["type"] != "figure" and question["language"] == "zh" and compared(answer) not in compared(proof):
            numbers = values(answer)
            if not numbers or not numbers <= values(proof):
                found.append(f"the evidence does not hold {answer}")
    return found


def pair_faults(chinese: list[dict], english: list[dict]) -> list[str]:
    """Where the two languages of a set do not ask the same."""
    of_chinese = {question["id"].removesuffix("-zh"): question for question in chinese}
    of_english = {question["id"].removesuffix("-en"): question for question in english}
    found = sorted(of_chinese.keys() ^ of_english.keys())
    for name in of_chinese.keys() & of_english.keys():
        zh, en = of_chinese[name], of_english[name]
        if (zh["type"], zh["evidence"], bool(zh["answers"])) != (en["type"], en["evidence"], bool(en["answers"])):
            found.append(name)
        if zh["type"] == "figure" and {v for a in zh["answers"] for v in values(a)} != {
            v for a in en["answers"] for v in values(a)
        }:
            found.append(f"{name}: different figures")
    return found


@pytest.fixture(scope="module")
def texts() -> list[str]:
    return bodies()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_is_sound(language, texts):
    questions = load(QUESTIONS / f"taobei.{language}.jsonl")
    assert len(questions) == 60
    assert sum(not question["answers"] for question in questions) == 14
    keys = {"id", "question", "language", "answers", "evidence", "type"}
    assert all(question.keys() == keys for question in questions)
    assert {question["language"] for question in questions} == {language}
    assert len({question["id"] for question in questions}) == len(questions)
    assert len({question["question"] for question in questions}) == len(questions)
    assert {question["id"]: found for question in questions if (found := faults(question, texts))} == {}


def test_the_two_languages_ask_the_same():
    assert pair_faults(*(load(QUESTIONS / f"taobei.{language}.jsonl") for language in LANGUAGES)) == []


def test_every_article_is_asked_about(texts):
    evidence = [piece for question in load(QUESTIONS / "taobei.zh.jsonl") for piece in question["evidence"]]
    assert all(any(compared(piece) in text for piece in evidence) for text in texts)


def test_no_question_repeats_a_sentence_of_the_articles(texts):
    """Eleven characters in a row that an article has too would make the question a copy of its answer."""
    copied = [
        question["id"]
        for question in load(QUESTIONS / "taobei.zh.jsonl")
        for start in range(len(question["question"]) - 10)
        if any(compared(question["question"][start : start + 11]) in text for text in texts)
    ]
    assert copied == []


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"answers": ["12763"]}, "does not hold the figure 12763"),
        ({"answers": []}, "evidence without answers"),
        ({"evidence": ["12736人稳定脱贫了"]}, "in no article"),
        ({"type": "count"}, "unknown type"),
        ({"type": "name", "answers": ["周丽"]}, "does not hold 周丽"),
    ],
)
def test_the_checks_see_an_unsound_question(changes, fault, texts):
    sound = {
        "id": "people-zh",
        "question": "多少人？",
        "language": "zh",
        "answers": ["12736", "1.2736万"],
        "evidence": ["12736人稳定脱贫"],
        "type": "figure",
    }
    assert faults(sound, texts) == []
    assert any(fault in found for found in faults(sound | changes, texts))


def test_the_checks_see_an_unequal_pair():
    chinese = {"id": "a-zh", "answers": ["3.2亿"], "evidence": ["投入3.2亿元"], "type": "figure"}
    english = {"id": "a-en", "answers": ["320 million"], "evidence": ["投入3.2亿元"], "type": "figure"}
    assert pair_faults([chinese], [english]) == []
    assert pair_faults([chinese], [english | {"answers": ["3.2 million"]}]) == ["a: different figures"]
    assert pair_faults([chinese], [english | {"id": "b-en"}]) == ["a", "b"]
