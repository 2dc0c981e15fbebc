"""The web chat in a real browser, over an index of the repository's corpus."""

import json
import re
import shutil
from pathlib import Path

import pytest

from taobeiqa.pipeline import Pipeline, build_index, open_pipeline
from taobeiqa.settings import Settings
from tests.browser import PHONE, Visit, chromium, start_server

CORPUS = Path(__file__).parents[1] / "corpus"
ENGLISH = "How many villages exited poverty"
CHINESE = "有多少个贫困村出列"
HOSTILE = (
    '<script>window.ran = 1; alert(1)</script><img src=x onerror="window.ran = 2; alert(2)"> **粗体** '
    "![图](http://evil.example/x.png) ${window.ran = 3} {{value}} `反引号` \\u0041 </textarea></p>"
)


def pipeline_over(corpus: Path, index: Path) -> Pipeline:
    settings = Settings(corpus=corpus, index=index)
    build_index(settings)
    return open_pipeline(settings)


@pytest.fixture(scope="module")
def browser():
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("chat")
    shutil.copytree(CORPUS, folder / "corpus")
    return start_server(pipeline_over(folder / "corpus", folder / "index"))


@pytest.fixture
def visit(browser, address):
    visits = []

    def enter(path="/", url=address, **profile):
        visits.append(Visit(browser, url + path, **profile))
        return visits[-1]

    yield enter
    for each in visits:
        each.leave()


@pytest.mark.parametrize(("question", "locale"), [(ENGLISH, "en-US"), (CHINESE, "zh-CN")])
def test_an_answer_stands_beside_the_sentence_it_is_taken_from(visit, question, locale):
    guest = visit(locale=locale)
    guest.ask(question)
    page = guest.page
    assert "53" in page.inner_text(".tq-answer")
    assert "53个贫困村出列" in page.inner_text(".tq-card em.tq-quote")
    assert "53" in page.inner_text(".tq-card em.tq-quote mark")
    assert page.inner_text(".tq-card h3") == "洮北区助力贫困群众走向美好生活"
    assert all(name in page.inner_text(".tq-card .tq-byline") for name in ("孙红", "于天慧", "徐文君"))
    assert page.get_attribute(".tq-card blockquote", "lang") == "zh-Hans"
    if question is ENGLISH:
        assert page.inner_text(".tq-translation .tq-kicker") == "Translation"
        assert "53 poor villages" in page.inner_text(".tq-translation p[lang=en]")
    else:
        assert page.locator(".tq-translation").count() == 0


def test_a_citation_number_leads_to_its_card_also_of_an_earlier_answer(visit):
    guest = visit()
    guest.ask(ENGLISH)
    guest.ask("贫困发生率下降到多少？")
    guest.page.wait_for_selector("#tq-card-2-1")
    guest.page.click("#tq-turn-1 >> text=[1]")
    guest.page.wait_for_selector("#tq-card-1-1.tq-flash")
    guest.in_view("#tq-card-1-1")
    assert ENGLISH in guest.page.inner_text(".tq-about")
    assert "tq-shown" in guest.page.get_attribute("#tq-turn-1", "class")
    assert guest.page.evaluate("document.activeElement.id") == "tq-card-1-1"


def test_a_follow_up_is_answered_and_shown_as_it_was_understood(visit):
    guest = visit()
    guest.ask(ENGLISH)
    assert guest.page.locator(".tq-understood").count() == 0
    guest.ask("And how many households?")
    assert "7,001" in guest.page.inner_text("#tq-turn-2 .tq-answer")
    assert guest.page.inner_text("#tq-turn-2 .tq-question") == "And how many households?"
    assert "villages" in guest.page.inner_text("#tq-turn-2 .tq-understood")
    guest.ask("贫困发生率下降到多少？")
    assert guest.page.locator("#tq-turn-3 .tq-understood").count() == 0


@pytest.mark.parametrize("viewport", [None, PHONE])
def test_the_whole_article_opens_at_the_cited_passage_and_closes_again(visit, viewport):
    guest = visit(**({"viewport": viewport} if viewport else {}))
    guest.ask(ENGLISH)
    page = guest.page
    page.get_by_role("button", name="Read the whole article").click()
    guest.in_view("#tq-cited")
    assert "53个贫困村出列" in page.inner_text("#tq-cited em.tq-quote")
    assert page.inner_text("#tq-headline") == "洮北区助力贫困群众走向美好生活"
    assert page.inner_text(".tq-gap") == "Text lost on the printed page"
    assert page.inner_text(".tq-signed") == "□ 孙红 于天慧 本报记者 徐文君"
    translated = page.locator(".tq-beneath em.tq-quote")
    assert translated.is_visible()
    assert "53 poor villages" in translated.inner_text()
    page.get_by_role("button", name="Show translation").click()
    assert not translated.is_visible()
    page.get_by_role("button", name="Back to the evidence").click()
    page.wait_for_selector(".tq-card")
    assert page.locator("#tq-cited").count() == 0


def test_a_quotation_opens_word_by_word_for_an_asker_of_the_other_language_only(visit):
    guest = visit(viewport=PHONE)
    guest.ask(ENGLISH)
    page = guest.page
    meaning = page.locator(".tq-gloss-words .tq-meaning", has_text="incidence of poverty")
    assert not meaning.first.is_visible()
    page.get_by_text("Word by word", exact=True).click()
    assert meaning.first.is_visible()
    shown = re.sub(r"\s", "", "".join(page.locator(".tq-gloss-words .tq-word").all_inner_texts()))
    assert shown == re.sub(r"\s", "", page.inner_text(".tq-card em.tq-quote"))
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    guest.ask(CHINESE)
    page.wait_for_selector("#tq-card-2-1")
    assert page.locator(".tq-gloss").count() == 0


def test_a_greeting_gets_a_reply_and_the_articles_stay_in_view(visit):
    guest = visit()
    guest.ask("hello")
    assert guest.page.inner_text(".tq-answer").startswith("Hello!")
    assert guest.page.inner_text(".tq-panel h2") == "Indexed articles"
    assert guest.page.locator(".tq-abstained, .tq-talk .tq-link >> visible=true").count() == 0


def test_another_passage_found_opens_in_its_article(visit):
    guest = visit()
    guest.ask(ENGLISH)
    guest.page.click(".tq-others summary")
    snippet = guest.page.locator(".tq-row-text").first.inner_text().rstrip("…")
    guest.page.locator(".tq-passages button").first.click()
    guest.in_view("#tq-cited")
    assert snippet[:20] in guest.page.inner_text("#tq-cited")


def test_when_the_articles_do_not_say_the_nearest_passages_are_not_called_evidence(visit):
    guest = visit()
    guest.ask("Who won the football world cup in 1998?")
    assert "tq-abstained" in guest.page.get_attribute(".tq-turn", "class")
    assert guest.page.inner_text(".tq-panel h2") == "Nearest passages"
    assert "not evidence" in guest.page.inner_text(".tq-panel .tq-note")
    assert guest.page.locator(".tq-passages li").count() > 0
    assert guest.page.locator(".tq-card").count() == 0


@pytest.mark.parametrize(("locale", "language"), [("zh-CN", "zh-Hans"), ("zh-HK", "zh-Hant"), ("de-DE", "en")])
def test_the_interface_speaks_the_browsers_language(visit, locale, language):
    page = visit(locale=locale).page
    assert page.get_attribute("html", "lang") == language
    assert page.get_by_role(
        "textbox", name={"zh-Hans": "你的问题", "zh-Hant": "你的問題", "en": "Your question"}[language]
    ).is_visible()


def test_the_switch_changes_every_label_and_is_remembered(visit):
    guest = visit(locale="zh-CN")
    guest.ask(ENGLISH)
    page = guest.page
    assert page.inner_text(".tq-panel h2") == "依据"
    answer = page.inner_text(".tq-answer")
    page.get_by_role("button", name="English", exact=True).click()
    page.wait_for_selector("html[lang=en]")
    assert page.inner_text(".tq-panel h2") == "Evidence"
    assert page.inner_text(".tq-read") == "Read the whole article"
    assert page.inner_text("#tq-ask") == "Ask"
    assert page.get_attribute("#tq-box textarea", "placeholder").startswith("Ask in English")
    assert page.inner_text(".tq-answer") == answer
    chinese = re.compile("[\u4e00-\u9fff]")
    labels = page.locator(".tq-quiet, .tq-kicker, .tq-read, .tq-others summary, .tq-tagline").all_inner_texts()
    assert [label for label in labels if chinese.search(label)] == []
    guest.reload()
    page.wait_for_selector(".tq-welcome")
    assert page.get_attribute("html", "lang") == "en"


def test_nothing_is_wider_than_a_phone_and_everything_can_be_touched(visit):
    guest = visit(viewport=PHONE, has_touch=True, is_mobile=True)
    page = guest.page

    def check():
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        small = """[...document.querySelectorAll('button, summary, textarea')].filter(e => {
            const box = e.getBoundingClientRect(); return box.width && (box.height < 40 || box.width < 40); })
            .map(e => `${e.className} ${e.textContent} ${JSON.stringify(e.getBoundingClientRect())}`)"""
        assert page.evaluate(small) == []

    check()
    guest.ask(ENGLISH)
    check()
    page.tap(".tq-cite")
    guest.in_view("#tq-card-1-1")
    page.tap(".tq-read")
    guest.in_view("#tq-cited")
    check()
    guest.ask("很长" * 200 + "x" * 300)
    check()


@pytest.mark.parametrize(("path", "scheme"), [("/", "dark"), ("/?__theme=dark", "light")])
def test_dark_mode(visit, path, scheme):
    page = visit(path, color_scheme=scheme).page
    page.wait_for_selector("body.dark")
    for selector in ("body", ".gradio-container", "#tq-composer", "#tq-box textarea"):
        colour = page.evaluate("s => getComputedStyle(document.querySelector(s)).backgroundColor", selector)
        assert max(map(int, re.findall(r"\d+", colour)[:3])) < 64, (selector, colour)


def test_an_example_is_asked_by_a_click_and_a_new_conversation_is_empty(visit):
    page = visit().page
    page.get_by_role("button", name="有多少个贫困村出列？").click()
    page.wait_for_selector(".tq-answer")
    assert "53" in page.inner_text(".tq-answer")
    page.get_by_role("button", name="New conversation").click()
    page.wait_for_selector(".tq-example")
    assert page.locator(".tq-turn").count() == 0
    assert page.locator(".tq-card").count() == 0


def test_an_empty_question_does_nothing_and_a_long_one_gets_a_friendly_line(visit):
    guest = visit()
    page = guest.page
    for blank in ("", "   ", "\n"):
        page.fill("#tq-box textarea", blank)
        page.click("#tq-ask")
    page.wait_for_timeout(500)
    assert page.locator(".tq-turn").count() == 0
    guest.ask("a" * 10_000)
    assert "1,000" in page.inner_text(".tq-note")
    assert len(page.inner_text(".tq-question")) < 1000
    guest.ask(ENGLISH)
    assert "53" in page.inner_text(".tq-answer")


def test_shift_enter_is_a_new_line(visit):
    page = visit().page
    page.focus("#tq-box textarea")
    page.keyboard.type("a")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("b")
    assert page.input_value("#tq-box textarea") == "a\nb"
    assert page.locator(".tq-turn").count() == 0


def test_html_in_a_question_is_text(visit):
    guest = visit()
    guest.ask(HOSTILE)
    assert guest.page.inner_text(".tq-question") == HOSTILE
    assert HOSTILE in guest.page.inner_text(".tq-about")
    assert guest.page.evaluate("[window.ran, document.querySelectorAll('#tq-page img').length]") == [None, 0]


def test_html_in_an_article_is_text(visit, tmp_path):
    (tmp_path / "corpus" / "articles").mkdir(parents=True)
    title = f"某县 2020 年脱贫 {HOSTILE}"
    (tmp_path / "corpus" / "articles" / "hostile.md").write_text(
        f"---\ntitle: {json.dumps(title, ensure_ascii=False)}\nauthors: ['<b>张三</b>']\nlanguage: zh\n"
        f"newspaper: '<i>晚报</i>'\n---\n# {HOSTILE}\n\n"
        f"全县37个贫困村出列，😀{HOSTILE}，贫困发生率下降到0.5%。\n\n## {HOSTILE}\n\n/记者 <b>张三</b>\n",
        encoding="utf-8",
    )
    guest = visit(url=start_server(pipeline_over(tmp_path / "corpus", tmp_path / "index")), locale="zh-CN")
    page = guest.page
    assert page.inner_text(".tq-contents .tq-headline") == title
    guest.ask("有多少个贫困村出列？")
    assert HOSTILE in page.inner_text(".tq-panel")
    page.locator(":is(.tq-read, .tq-passages button) >> visible=true").first.click()
    page.wait_for_selector("#tq-article")
    assert page.inner_text("#tq-headline") == HOSTILE
    assert f"37个贫困村出列，😀{HOSTILE}" in page.inner_text("#tq-article")
    page.wait_for_timeout(300)
    assert page.evaluate("[window.ran, document.querySelectorAll('#tq-page img').length]") == [None, 0]
