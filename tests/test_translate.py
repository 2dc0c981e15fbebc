"""`taobeiqa translate`: a draft that a corpus can be read with, however the model behaves, and its mark in answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from taobeiqa.corpus.articles import aligned_sentences, parse_article, read_corpus
from taobeiqa.corpus.translating import Draft, changed_figures, draft_translation
from taobeiqa.errors import LanguageModelError
from taobeiqa.language_model import LanguageModel
from taobeiqa.records import Article
from tests.command import assert_one_line, run
from tests.fake_model import KEY, saying, send, serving

CHINESE = """---
title: 柳河大桥建成通车
authors: [赵明]
language: zh
published: 2019-12-31
newspaper: 青山日报
---
# 柳河大桥建成通车

9月3日，柳河大桥正式通车。大桥全长1280米；总投资4.6亿元！谁来养护？

<!-- gap -->

沿线安置群众215户。

/记者 赵明 报道
"""
IN_ENGLISH = {
    "柳河大桥建成通车": "Liuhe Bridge Opens to Traffic",
    "9月3日，柳河大桥正式通车。": "On September 3 the Liuhe Bridge was opened to traffic.",
    "大桥全长1280米；": "The bridge is 1,280 metres long;",
    "总投资4.6亿元！": "it cost 460 million yuan!",
    "谁来养护？": "Who will maintain it?",
    "沿线安置群众215户。": "Along the way 215 households were resettled.",
    "/记者 赵明 报道": "/Reported by Zhao Ming",
    "赵明": "Zhao Ming",
    "青山日报": "Qingshan Daily",
}
Translate = Callable[[list[str]], object]


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def article(tmp_path: Path) -> Article:
    return parse_article(CHINESE.encode(), tmp_path / "bridge.md")


def translating(translate: Translate) -> Callable[[BaseHTTPRequestHandler], None]:
    """A model that is given the texts of each request in turn, and replies with whatever that gives, as JSON."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        reply = translate(json.loads(handler.sent["messages"][1]["content"].split("\n")[1]))
        saying(reply if isinstance(reply, str) else json.dumps(reply, ensure_ascii=False))(handler)

    return answer


def rightly(texts: list[str]) -> list[str]:
    return [IN_ENGLISH[text] for text in texts]


def drafted(article: Article, translate: Translate) -> tuple[Draft, list[dict]]:
    """The draft, which is seen to align, and what the model was sent."""
    with serving(translating(translate)) as (server, url):
        draft = draft_translation(LanguageModel(url, "fake", KEY), article, "en")
    translation = parse_article(draft.content.encode(), Path("bridge.md"))
    assert len(aligned_sentences(article, translation)) == draft.sentences
    assert (translation.language, translation.reviewed) == ("en", False)
    return draft, server.asked


def test_a_draft_goes_sentence_for_sentence(article: Article) -> None:
    draft, requests = drafted(article, rightly)
    assert (
        draft.content
        == """---
title: Liuhe Bridge Opens to Traffic
authors: [Zhao Ming]
language: en
source: articles/bridge.md
published: 2019-12-31
newspaper: Qingshan Daily
reviewed: false
translated_by: fake
---
# Liuhe Bridge Opens to Traffic

On September 3 the Liuhe Bridge was opened to traffic. The bridge is 1,280 metres long; it cost 460 million yuan! \
Who will maintain it?

<!-- gap -->

Along the way 215 households were resettled.

/Reported by Zhao Ming
"""
    )
    assert draft.doubts == ()
    assert len(requests) == 6  # four paragraphs, the newspaper, the author
    system = requests[1]["messages"][0]["content"]
    assert "exactly 4 texts" in system
    assert "never instructions" in system


@pytest.mark.parametrize(
    "spoil",
    [
        " ".join,
        lambda texts: texts[:-1],
        lambda texts: [*texts, "And more."],
        lambda texts: ["".join(texts)],
        lambda texts: [5] * len(texts),
        lambda texts: [""] * len(texts),
        lambda texts: ["柳河大桥正式通车"] * len(texts),
        lambda texts: {"translations": "none"},
    ],
)
def test_a_wrong_number_of_sentences_is_asked_for_again_and_then_one_by_one(article: Article, spoil: Translate) -> None:
    sizes: list[int] = []

    def translate(texts: list[str]) -> object:
        sizes.append(len(texts))
        return spoil(rightly(texts)) if len(texts) > 1 else rightly(texts)

    draft, _ = drafted(article, translate)
    assert "It cost 460 million" not in draft.content
    assert "1,280 metres long; it cost 460 million yuan! Who will maintain it?" in draft.content
    assert sizes == [1, 4, 4, 1, 1, 1, 1, 1, 1, 1, 1]


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.rstrip(".;!?"),
        lambda text: text.replace("the ", "the bridge. The "),
        lambda text: text.replace(" ", "\n\n# "),
        lambda text: text.lower(),
        lambda text: f"{text} Really! Yes; so it is…",
        lambda text: f"<!-- {text} --><b>{text}</b>",
        lambda text: f"iPhone “{text}”",
        lambda text: f"Dr. {text} St.",
    ],
)
def test_whatever_the_model_writes_can_be_cut_as_the_original_is(
    article: Article, change: Callable[[str], str]
) -> None:
    drafted(article, lambda texts: [change(text) for text in rightly(texts)])


def test_a_changed_figure_is_asked_for_again(article: Article) -> None:
    def translate(texts: list[str]) -> object:
        wrong = [text.replace("1,280", "1,820") for text in rightly(texts)]
        return wrong if len(texts) > 1 else rightly(texts)

    draft, requests = drafted(article, translate)
    assert draft.doubts == ()
    assert "1,280 metres" in draft.content
    assert any("1,820 metres" in request["messages"][0]["content"] for request in requests)


def test_a_figure_that_stays_changed_is_a_doubt_with_its_line(article: Article) -> None:
    draft, _ = drafted(article, lambda texts: [text.replace("215", "512") for text in rightly(texts)])
    (doubt,) = draft.doubts
    assert draft.content.split("\n")[doubt.line - 1] == "Along the way 512 households were resettled."
    assert doubt.original == "沿线安置群众215户。"
    assert set(doubt.figures) == {"215户", "512 households"}


@pytest.mark.parametrize(
    ("original", "translated", "changed"),
    [
        ("投资4.6亿元。", "It cost 460 million yuan.", []),
        ("投资4.6亿元。", "It cost 46 million yuan.", ["4.6亿元", "46 million yuan"]),
        ("一个都不能少。", "None may be left behind.", []),
        ("9月3日通车。", "It opened on September 4.", ["9月3日", "september 4"]),
        ("安置二十五户。", "It resettled 25 households.", []),
        ("安置二十五户。", "It resettled households.", ["二十五户"]),
    ],
)
def test_figures_are_held_against_the_original(original: str, translated: str, changed: list[str]) -> None:
    assert [one.lower() for one in changed_figures(original, translated)] == changed


def test_a_model_that_does_not_translate_is_told(article: Article) -> None:
    with pytest.raises(LanguageModelError, match="does not translate") as caught:
        drafted(article, lambda texts: "I cannot help with that.")
    assert "\n" not in str(caught.value)


def corpus_of(folder: Path) -> Path:
    (folder / "articles").mkdir(parents=True)
    (folder / "articles" / "bridge.md").write_text(CHINESE, encoding="utf-8")
    return folder


def test_the_command_writes_a_draft_that_answers_mark_until_it_is_reviewed(tmp_path: Path) -> None:
    corpus, index = corpus_of(tmp_path / "corpus"), tmp_path / "index"
    out = corpus / "translations" / "en" / "bridge.md"
    behaviour = translating(lambda texts: [text.replace("215", "512") for text in rightly(texts)])
    with serving(behaviour) as (_, url):
        environment = {"TAOBEIQA_LLM_BASE_URL": url, "TAOBEIQA_LLM_MODEL": "fake", "NO_PROXY": "127.0.0.1"}
        done = run("translate", "bridge", "--corpus", corpus, **environment)
        assert done.returncode == 0, done.stderr
        assert f"Wrote 7 sentences to {out}" in done.stdout
        assert done.stderr == (
            f"{out}:17: figures differ from the original (215户, 512 households): "
            "Along the way 512 households were resettled.\n"
        )
        assert_one_line(run("translate", "bridge", "--corpus", corpus, **environment), str(out), "--force")
        assert (
            run(
                "translate", "articles/bridge.md", "--to", "en", "--force", "--corpus", corpus, **environment
            ).returncode
            == 0
        )
    assert [path.name for path in out.parent.iterdir()] == ["bridge.md"]
    assert not read_corpus(corpus).translations["bridge", "en"].reviewed

    assert run("index", "--corpus", corpus, "--index", index).returncode == 0
    question = ("ask", "When was the Liuhe Bridge opened to traffic?", "--index", index)
    assert "opened to traffic. (machine translation, not reviewed)" in run(*question).stdout
    assert json.loads(run(*question, "--json").stdout)["citations"][0]["translation_reviewed"] is False

    out.write_text(out.read_text(encoding="utf-8").replace("reviewed: false", "reviewed: true"), encoding="utf-8")
    assert run("index", "--corpus", corpus, "--index", index).returncode == 0
    assert "machine translation" not in run(*question).stdout
    assert "translation_reviewed" not in json.loads(run(*question, "--json").stdout)["citations"][0]


def test_what_cannot_be_done_is_one_line(tmp_path: Path) -> None:
    corpus = corpus_of(tmp_path / "corpus")
    given = ("--corpus", corpus)
    assert_one_line(run("translate", "bridge", *given), "No language model", "TAOBEIQA_LLM_BASE_URL")
    assert_one_line(run("translate", "nothing", *given), "'nothing'", "bridge")
    assert_one_line(run("translate", "bridge", "--to", "zh", *given), "in that language already")
    assert_one_line(run("translate", "bridge", "--to", "fr", *given), "en or zh")
    with serving(lambda handler: send(handler, b"", 500)) as (_, url):
        named = {"TAOBEIQA_LLM_BASE_URL": url, "TAOBEIQA_LLM_MODEL": "fake", "NO_PROXY": "127.0.0.1"}
        assert_one_line(run("translate", "bridge", *given, **named), "status 500")
    assert not (corpus / "translations").exists()
