"""The question sets that come with the corpus are sound: every answer is proved by the articles."""

import json
import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

CORPUS = Path(__file__).parents[1] / "corpus"
QUESTIONS = CORPUS / "questions"
LANGUAGES = ("zh", "en")
SETS = sorted({path.name.split(".")[0] for path in QUESTIONS.glob("*.jsonl")})
APART = {"taobei-asked", "taobei-fresh"}
"""Sets whose questions are not the same in both languages."""
TYPES = {"figure", "name", "date", "place", "other"}
FIELDS = {"id", "question", "language", "answers", "evidence", "type"}
UNSAID = {"wrong-place", "wrong-year", "wrong-entity", "never-mentioned", "outside"}
"""Why the articles do not answer a question: each unanswerable question has one of these tags."""
TAGS = UNSAID | {"conflict", "follow-up"}
POVERTY = ("taobei-better-life", "taobei-craftsman-spirit")
"""The two articles that speak of the same work and differ in their figures."""
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
    found |= {(SCALE["万"], "") for _ in re.findall(r"(?<![\d.])万余", text)}
    return found | {(SMALL_ENGLISH[word], "") for word in re.findall(r"[a-z]+", text.lower()) if word in SMALL_ENGLISH}


def every_question(language: str) -> list[dict]:
    return [question for name in SETS for question in load(QUESTIONS / f"{name}.{language}.jsonl")]


def body(path: Path) -> str:
    return path.read_text(encoding="utf-8").split("---\n", 2)[2]


def article_paths() -> list[Path]:
    return sorted((CORPUS / "articles").glob("*.md"))


def bodies() -> list[str]:
    return [compared(body(path)) for path in article_paths()]


def sentences() -> list[str]:
    """Every sentence of the articles, ready to be compared, without the mark that ends it."""
    lines = (line for path in article_paths() for line in body(path).splitlines())
    return [compared(sentence) for line in lines for sentence in re.split("[。！？；]", line)]


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


def tag_faults(questions: list[dict]) -> list[str]:
    """What is wrong with the tags of one file's questions, and with what they follow."""
    found = []
    earlier: dict[str, dict] = {}
    for question in questions:
        tags = question.get("tags", [])
        followed = earlier.get(question.get("follows", ""))
        wrong = {
            "unknown field": not FIELDS <= question.keys() <= FIELDS | {"tags", "follows"},
            "unknown tag": not set(tags) <= TAGS,
            "no tags, or one twice": "tags" in question and (not tags or len(set(tags)) < len(tags)),
            "an unanswerable question has one reason": len(UNSAID & set(tags)) != (0 if question["answers"] else 1),
            "a conflict without answers": "conflict" in tags and not question["answers"],
            "follows and follow-up go together": ("follows" in question) != ("follow-up" in tags),
            "follows no earlier question": "follows" in question and followed is None,
            "follows a follow-up": followed is not None and "follows" in followed,
        }
        found += [f"{question['id']}: {fault}" for fault, is_so in wrong.items() if is_so]
        earlier[question["id"]] = question
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
        if set(zh.get("tags", [])) != set(en.get("tags", [])):
            found.append(f"{name}: different tags")
        if zh.get("follows", "").removesuffix("-zh") != en.get("follows", "").removesuffix("-en"):
            found.append(f"{name}: follows another question")
        if zh["type"] == "figure" and {v for a in zh["answers"] for v in values(a)} != {
            v for a in en["answers"] for v in values(a)
        }:
            found.append(f"{name}: different figures")
    return found


@pytest.fixture(scope="module")
def texts() -> list[str]:
    return bodies()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SETS)
def test_every_question_is_sound(name, language, texts):
    questions = load(QUESTIONS / f"{name}.{language}.jsonl")
    assert {question["language"] for question in questions} == {language}
    assert {question["id"]: found for question in questions if (found := faults(question, texts))} == {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SETS)
def test_tags_and_follow_ups_are_valid(name, language):
    assert tag_faults(load(QUESTIONS / f"{name}.{language}.jsonl")) == []


@pytest.mark.parametrize("name", [name for name in SETS if name not in APART])
def test_the_two_languages_ask_the_same(name):
    chinese, english = (load(QUESTIONS / f"{name}.{language}.jsonl") for language in LANGUAGES)
    assert pair_faults(chinese, english) == []
    assert [question["id"][:-3] for question in chinese] == [question["id"][:-3] for question in english]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_set_keeps_its_size(language):
    questions = load(QUESTIONS / f"taobei.{language}.jsonl")
    assert len(questions) == 60
    assert sum(not question["answers"] for question in questions) == 14


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_question_stands_twice(language):
    questions = every_question(language)
    for key in ("id", "question"):
        asked = Counter(compared(question[key]).lower().rstrip("?.") for question in questions)
        assert [text for text, times in asked.items() if times > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_enough_questions_of_every_sort(language):
    questions = every_question(language)
    tags = Counter(tag for question in questions for tag in question.get("tags", []))
    types = Counter(question["type"] for question in questions if question["answers"])
    assert len(questions) >= 120
    assert sum(not question["answers"] for question in questions) >= 30
    assert {tag: tags[tag] for tag in UNSAID if tags[tag] < 3} == {}
    assert tags["conflict"] >= 10
    assert tags["follow-up"] >= 10
    assert {kind: types[kind] for kind in TYPES if types[kind] < 12} == {}


def test_every_article_is_asked_about(texts):
    evidence = [piece for question in load(QUESTIONS / "taobei.zh.jsonl") for piece in question["evidence"]]
    assert all(any(compared(piece) in text for piece in evidence) for text in texts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_piece_of_evidence_lies_in_one_sentence(language):
    found = sentences()
    pieces = [(question["id"], piece) for question in every_question(language) for piece in question["evidence"]]
    assert [pair for pair in pieces if not any(compared(pair[1]) in sentence for sentence in found)] == []


def test_a_conflict_has_evidence_in_both_poverty_articles():
    texts = [compared(body(CORPUS / "articles" / f"{name}.md")) for name in POVERTY]
    conflicts = [question for question in every_question("zh") if "conflict" in question.get("tags", [])]
    for question in conflicts:
        pieces = [compared(piece) for piece in question["evidence"]]
        assert [sum(piece in text for piece in pieces) for text in texts] == [1, 1], question["id"]
        for piece in question["evidence"]:
            stated = [
                answer
                for answer in question["answers"]
                if compared(answer) in compared(piece) or (values(answer) and values(answer) <= values(piece))
            ]
            assert stated, f"{question['id']}: no answer of {piece}"
            assert len(stated) < len(question["answers"]), f"{question['id']}: {piece} states every answer"
    assert len({tuple(question["evidence"]) for question in conflicts}) >= 6


def test_an_english_answer_is_in_the_words_of_the_translation():
    """At least one of the accepted spellings: any others are for readers who know the thing by another name."""
    translations = {path.stem: body(path).casefold() for path in (CORPUS / "translations" / "en").glob("*.md")}
    texts = dict(zip((path.stem for path in article_paths()), bodies(), strict=True))
    missing = []
    for question in every_question("en"):
        if question["type"] == "figure" or not question["answers"]:
            continue
        pieces = [compared(piece) for piece in question["evidence"]]
        told = " ".join(translations[name] for name, text in texts.items() if any(piece in text for piece in pieces))
        if not any(answer.casefold() in told for answer in question["answers"]):
            missing.append(question["id"])
    assert missing == []


def test_no_question_repeats_a_sentence_of_the_articles(texts):
    """Eleven characters in a row that an article has too would make the question a copy of its answer."""
    copied = [
        question["id"]
        for question in every_question("zh")
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


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"tag": ["conflict"]}, "unknown field"),
        ({"tags": ["hard"]}, "unknown tag"),
        ({"tags": []}, "no tags"),
        ({"tags": ["follow-up", "follow-up"], "follows": "a-zh"}, "one twice"),
        ({"tags": ["outside"]}, "has one reason"),
        ({"answers": []}, "has one reason"),
        ({"answers": [], "tags": ["outside", "wrong-year"]}, "has one reason"),
        ({"answers": [], "tags": ["outside", "conflict"]}, "a conflict without answers"),
        ({"tags": ["follow-up"]}, "go together"),
        ({"follows": "a-zh"}, "go together"),
        ({"tags": ["follow-up"], "follows": "d-zh"}, "no earlier question"),
        ({"tags": ["follow-up"], "follows": "b-zh"}, "follows a follow-up"),
    ],
)
def test_the_checks_see_an_unsound_tag(changes, fault):
    plain = dict.fromkeys(FIELDS, "") | {"answers": ["53"]}
    questions = [
        plain | {"id": "a-zh"},
        plain | {"id": "b-zh", "tags": ["follow-up"], "follows": "a-zh"},
        plain | {"id": "c-zh"},
        plain | {"id": "d-zh", "answers": [], "tags": ["wrong-year"]},
    ]
    assert tag_faults(questions) == []
    questions[2] |= changes
    assert any(fault in found for found in tag_faults(questions))


def test_the_checks_see_a_pair_whose_tags_differ():
    chinese = {"id": "b-zh", "answers": [], "evidence": [], "type": "name", "tags": ["outside"], "follows": "a-zh"}
    english = chinese | {"id": "b-en", "follows": "a-en"}
    assert pair_faults([chinese], [english]) == []
    assert pair_faults([chinese], [english | {"tags": ["wrong-year"]}]) == ["b: different tags"]
    assert pair_faults([chinese], [english | {"follows": "c-en"}]) == ["b: follows another question"]
