"""The command line as a user meets it: its JSON, its exit codes, and one line for whatever is wrong."""

from __future__ import annotations

import json
import shutil
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from taobeiqa.cli import main
from taobeiqa.corpus.articles import read_corpus
from taobeiqa.records import Article
from taobeiqa.retrieval.encoders import HashingEncoder
from taobeiqa.retrieval.index import Index, save
from tests.command import assert_one_line, run, started


def asked(question: str, index: Path, *options: str) -> dict:
    done = run("ask", question, "--json", "--index", index, *options)
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def articles(corpus_folder: Path) -> dict[str, Article]:
    return {article.id: article for article in read_corpus(corpus_folder).articles}


def assert_answer(answer: dict, question: str, articles: dict[str, Article], top_k: int = 5) -> None:
    """The contract of `ask --json`, key by key, and the offset law against the corpus file's body."""
    assert list(answer) == [
        *("question", "language", "abstained", "answer", "citations", "passages", "timings_ms"),
    ]
    assert answer["question"] == question
    assert answer["language"] in ("zh", "en")
    assert set(answer["answer"]) == {"text", "confidence"}
    assert 0 < len(answer["answer"]["text"]) <= 200
    assert 0 <= answer["answer"]["confidence"] <= 1
    assert {"retrieve", "answer", "total"} <= set(answer["timings_ms"])
    assert [passage["rank"] for passage in answer["passages"]] == list(range(1, top_k + 1))
    scores = [passage["score"] for passage in answer["passages"]]
    assert scores == sorted(scores, reverse=True)
    for passage in answer["passages"]:
        assert set(passage) == {"rank", "passage_id", "article_id", "start", "end", "text", "score"}
        assert articles[passage["article_id"]].text[passage["start"] : passage["end"]] == passage["text"]
    assert bool(answer["citations"]) != answer["abstained"]
    for number, citation in enumerate(answer["citations"], start=1):
        assert set(citation) == {
            *("number", "article_id", "passage_id", "title", "authors", "published"),
            *("start", "end", "quote", "highlights", "translation"),
        }
        article = articles[citation["article_id"]]
        assert citation["number"] == number
        assert (citation["title"], citation["authors"]) == (article.title, list(article.authors))
        assert citation["published"] == article.published
        assert article.text[citation["start"] : citation["end"]] == citation["quote"]
        for start, end in citation["highlights"]:
            assert citation["start"] <= start < end <= citation["end"]


@pytest.mark.parametrize(
    ("question", "language", "told"),
    [
        ("how many villages exited poverty", "en", "53"),
        ("有多少个贫困村出列", "zh", "53"),
        ("有多少個貧困村出列？", "zh", "53"),
        ("🎉 how many villages exited poverty? 🎉", "en", "53"),
        ("多少貧困村\u200b出列了😀", "zh", "53"),
    ],
)
def test_an_answer_keeps_its_contract(
    question: str, language: str, told: str, index_folder: Path, articles: dict[str, Article]
) -> None:
    answer = asked(question, index_folder)
    assert_answer(answer, question, articles)
    assert (answer["language"], answer["abstained"]) == (language, False)
    assert told in answer["answer"]["text"]
    (start, end), *_ = answer["citations"][0]["highlights"]
    assert told in articles[answer["citations"][0]["article_id"]].text[start:end]
    assert bool(answer["citations"][0]["translation"]) == (language == "en")


@pytest.mark.parametrize(
    ("question", "language"), [("Who won the 2018 World Cup?", "en"), ("二〇一八年世界杯谁是冠军？", "zh")]
)
def test_what_the_articles_do_not_say_is_told_in_the_askers_language(
    question: str, language: str, index_folder: Path, articles: dict[str, Article]
) -> None:
    answer = asked(question, index_folder, "--top-k", "3")
    assert_answer(answer, question, articles, top_k=3)
    assert (answer["language"], answer["abstained"], answer["citations"]) == (language, True, [])
    assert any("\u4e00" <= char <= "\u9fff" for char in answer["answer"]["text"]) == (language == "zh")


def test_plain_output_quotes_the_article(index_folder: Path, articles: dict[str, Article]) -> None:
    done = run("ask", "有多少个贫困村出列", "--index", index_folder)
    assert (done.returncode, done.stderr) == (0, "")
    answer, _, cited = done.stdout.partition("\n\n[1] ")
    assert "53" in answer
    title, quote = cited.splitlines()[:2]
    assert any(title.startswith(article.title) and quote.strip() in article.text for article in articles.values())


@pytest.mark.parametrize("options", [("--top-k", "3"), ("--top-k", "none"), ("--tpo-k", "3")])
def test_the_program_itself_does_the_same(options: tuple[str, str], index_folder: Path) -> None:
    """The other tests call it where they are."""
    asked = ("ask", "有多少个贫困村出列", "--index", index_folder, *options)
    done = started(*asked)
    assert done == run(*asked)
    assert done.returncode == (0 if options == ("--top-k", "3") else 2)


def test_search_lists_passages_only(index_folder: Path, articles: dict[str, Article]) -> None:
    done = run("search", "poverty relief funds", "--json", "--top-k", "4", "--index", index_folder)
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert list(found) == ["question", "passages"]
    assert [passage["rank"] for passage in found["passages"]] == [1, 2, 3, 4]
    for passage in found["passages"]:
        assert articles[passage["article_id"]].text[passage["start"] : passage["end"]] == passage["text"]
    plain = run("search", "poverty relief funds", "--top-k", "4", "--index", index_folder).stdout
    assert [line[:2] for line in plain.splitlines() if line[:1].isdigit()] == ["1.", "2.", "3.", "4."]


def test_index_updates_and_the_environment_names_folders_too(
    corpus_folder: Path, index_folder: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "index"
    shutil.copytree(index_folder, copy, ignore=shutil.ignore_patterns("unfinished"))
    done = run("index", TAOBEIQA_CORPUS=str(corpus_folder), TAOBEIQA_INDEX=str(copy), folder=tmp_path)
    assert done.returncode == 0
    assert "4 articles" in done.stdout
    assert [path.name for path in copy.iterdir()] == ["generation.zip"]
    assert (copy / "generation.zip").read_bytes() == (index_folder / "generation.zip").read_bytes()


def test_doctor_says_what_is_installed_and_that_all_is_sound(corpus_folder: Path, index_folder: Path) -> None:
    done = run("doctor", "--corpus", corpus_folder, "--index", index_folder)
    assert (done.returncode, done.stderr) == (0, "")
    for words in ("taobeiqa", "faiss-cpu", "bundled", str(index_folder), "4 articles"):
        assert words in done.stdout


def test_the_version_is_that_of_the_package() -> None:
    done = run("--version")
    assert (done.returncode, done.stdout) == (0, f"taobeiqa {version('taobeiqa')}\n")


@pytest.mark.parametrize("question", ["", "a" * 10_000, "🎉👨‍👩‍👧"], ids=["empty", "long", "emoji"])
def test_a_question_that_is_none_exits_with_2(question: str, index_folder: Path) -> None:
    assert_one_line(run("ask", question, "--index", index_folder), "question")


@pytest.mark.parametrize("command", ["ask", "search"])
@pytest.mark.parametrize(
    "question",
    ["", "  \t\n", "a" * 10_000, "问" * 10_000, "\x01\x02\x1b", "🎉👨‍👩‍👧", "……？！", "\u200b\u200f"],
    ids=["empty", "blank", "long", "long Chinese", "control", "emoji", "punctuation", "invisible"],
)
def test_a_question_that_is_none_is_told_in_one_line(
    command: str,
    question: str,
    index_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "argv", ["taobeiqa", command, question, "--index", str(index_folder)])
    with pytest.raises(SystemExit) as ended:
        main()
    told = capsys.readouterr()
    assert (ended.value.code, told.out, len(told.err.splitlines())) == (2, "", 1)
    assert "question" in told.err


def test_a_missing_index_is_told_with_the_command_that_builds_it(tmp_path: Path) -> None:
    assert_one_line(run("ask", "几个村", "--index", tmp_path / "none"), str(tmp_path / "none"), "taobeiqa index")


def test_a_missing_or_broken_corpus_is_told_and_the_index_stays(tmp_path: Path, index_folder: Path) -> None:
    shutil.copytree(index_folder, tmp_path / "index")
    missing = run("index", "--corpus", tmp_path / "none", "--index", tmp_path / "index")
    assert_one_line(missing, "No corpus", str(tmp_path / "none"))
    (tmp_path / "bad" / "articles").mkdir(parents=True)
    (tmp_path / "bad" / "articles" / "town.md").write_text("---\ntitle: a: b\n---\n正文", encoding="utf-8")
    broken = run("index", "--corpus", tmp_path / "bad", "--index", tmp_path / "index")
    assert_one_line(broken, "town.md:2: broken front matter")
    assert (tmp_path / "index" / "generation.zip").read_bytes() == (index_folder / "generation.zip").read_bytes()


def test_a_damaged_index_is_told_with_the_command_that_rebuilds_it(tmp_path: Path, index_folder: Path) -> None:
    content = (index_folder / "generation.zip").read_bytes()
    (tmp_path / "generation.zip").write_bytes(content[: len(content) // 2])
    assert_one_line(run("ask", "几个村", "--index", tmp_path), "damaged", f"taobeiqa index --index {tmp_path}")


def test_an_index_of_another_model_is_refused_naming_both(tmp_path: Path, hashing_index: Index) -> None:
    save(hashing_index, tmp_path)
    assert_one_line(run("ask", "几个村", "--index", tmp_path), HashingEncoder().name, "bundled", "taobeiqa index")


def test_an_unknown_model_is_told_in_one_line(index_folder: Path) -> None:
    model = "no-such-owner/no-such-model"
    assert_one_line(run("ask", "几个村", "--index", index_folder, "--model", model), model, "--model")


@pytest.mark.parametrize("arguments", [("ask",), ("ask", "几个村", "--top-k", "0"), ("asc", "x"), ("ask", "x", "--no")])
def test_a_mistyped_command_exits_with_2_and_no_traceback(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stderr
    assert "Traceback" not in done.stderr


def test_a_key_is_made_listed_and_revoked(tmp_path: Path) -> None:
    made = run("keys", "add", "The portal", "--scopes", "ask", folder=tmp_path, TAOBEIQA_INDEX=str(tmp_path))
    assert made.returncode == 0
    text = made.stdout.strip()
    identity = text.split("_")[1]
    assert made.stdout.count("\n") == 1
    listed = run("keys", "list", "--index", tmp_path)
    assert (listed.returncode, listed.stdout.split()[:2]) == (0, [identity, "ask"])
    assert "The portal" in listed.stdout
    assert text not in listed.stdout
    assert run("keys", "revoke", identity, "--index", tmp_path).returncode == 0
    assert "revoked" in run("keys", "list", "--index", tmp_path).stdout
    assert_one_line(run("keys", "revoke", identity, "--index", tmp_path), identity, "taobeiqa keys list")


def test_an_address_that_others_can_reach_wants_a_decision_before_anything_is_built(tmp_path: Path) -> None:
    undecided = run("serve", "--host", "0.0.0.0", "--index", tmp_path / "index", "--corpus", tmp_path)
    assert_one_line(undecided, "--access keys", "--access open")
    no_key = run("serve", "--access", "keys", "--index", tmp_path / "index", "--corpus", tmp_path)
    assert_one_line(no_key, "taobeiqa keys add")
    assert not (tmp_path / "index").exists()


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("prot = 3", "is it port?"),
        ('host = "0.0.0.0"', "--access open"),
        ('allow-origin = ["x.example"]', "no origin"),
        ('prefix = "wenda"', "no prefix"),
        ("allow-host = [1]", "allow-host"),
        ('proxy = ["a b"]', "proxy"),
        ("host = ", "no TOML"),
    ],
)
def test_settings_in_a_file_are_checked(tmp_path: Path, written: str, said: str) -> None:
    file = tmp_path / "taobeiqa.toml"
    file.write_text(written, encoding="utf-8")
    assert_one_line(run("serve", "--corpus", tmp_path, TAOBEIQA_SETTINGS=str(file)), said)


def test_the_environment_goes_before_the_file_of_settings(tmp_path: Path, index_folder: Path) -> None:
    file = tmp_path / "taobeiqa.toml"
    file.write_text(f'index = "{index_folder}"\ntop-k = 2\n', encoding="utf-8")
    found = run("--settings", file, "search", "贫困村", "--json")
    assert len(json.loads(found.stdout)["passages"]) == 2
    found = run("--settings", file, "search", "贫困村", "--json", TAOBEIQA_TOP_K="1")
    assert len(json.loads(found.stdout)["passages"]) == 1
