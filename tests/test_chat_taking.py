"""In a real browser: what a visitor takes away of an answer, the link that asks, and figures under the pointer."""

import re
from pathlib import Path
from urllib.parse import quote

import pytest

from taobeiqa.pipeline import Pipeline
from tests.browser import PHONE, Visit, chromium, start_server
from tests.test_chat_browser import ENGLISH, HOSTILE

NO_CLIPBOARD = "delete Navigator.prototype.clipboard"
QUOTED = "建档立卡贫困人口累计实现7001户12736人稳定脱贫，53个贫困村出列"
MANY = "How many households come under Taobei's dilapidated-housing renovation?"


@pytest.fixture(scope="module")
def browser():
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def address(pipeline: Pipeline):
    return start_server(pipeline)


@pytest.fixture(scope="module")
def answered(browser, address):
    """One visitor who has asked; the tests leave the conversation as it is."""
    visit = Visit(browser, address, permissions=["clipboard-read", "clipboard-write"])
    visit.ask(MANY)
    visit.ask(ENGLISH)
    visit.page.wait_for_selector("#tq-card-2-1")
    yield visit
    visit.leave()


def test_an_answer_is_copied_and_the_button_says_so(answered):
    page = answered.page
    page.locator("#tq-turn-2").get_by_role("button", name="Copy answer").click()
    page.locator("#tq-turn-2").get_by_role("button", name="Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(
        "53 poor villages have left the poverty list. \\[1\\]\n\n1. **洮北区助力贫困群众走向美好生活**"
    )
    assert f"   > {QUOTED}" in copied
    page.locator("#tq-turn-2").get_by_role("button", name="Copy answer").wait_for()


def test_the_link_that_is_copied_asks_the_question(answered, browser, address):
    answered.page.locator("#tq-turn-2").get_by_role("button", name="Copy link to question").click()
    answered.page.locator("#tq-turn-2").get_by_role("button", name="Link copied").wait_for()
    link = answered.page.evaluate("navigator.clipboard.readText()")
    assert link == f"{address}/?q={ENGLISH.replace(' ', '+')}"
    visit = Visit(browser, f"{link}&x=1")
    visit.page.wait_for_selector(".tq-answer")
    assert visit.page.inner_text(".tq-question") == ENGLISH
    assert visit.page.url == f"{address}/?x=1"
    visit.page.wait_for_selector("#tq-card-1-1")
    assert visit.page.locator(".tq-turn").count() == 1
    visit.reload()
    visit.page.wait_for_selector(".tq-welcome")
    visit.page.wait_for_timeout(500)
    assert visit.page.locator(".tq-turn").count() == 0
    visit.leave()


@pytest.mark.parametrize(("question", "line"), [(HOSTILE, None), ("a" * 3000, "1,000")])
def test_a_question_from_a_link_is_text_and_bounded(browser, address, question, line):
    visit = Visit(browser, f"{address}/?q={quote(question, safe='')}")
    page = visit.page
    page.wait_for_selector(".tq-turn :is(.tq-answer, .tq-note)")
    if line is None:
        assert page.inner_text(".tq-question") == question
        assert page.evaluate("[window.ran, document.querySelectorAll('#tq-page img').length]") == [None, 0]
    else:
        assert line in page.inner_text(".tq-note")
        assert len(page.inner_text(".tq-question")) < 1000
    visit.leave()


def test_the_conversation_is_saved_by_the_page_itself(answered):
    before = len(answered.requests)
    with answered.page.expect_download() as download:
        answered.page.get_by_role("button", name="Export").click()
    saved = download.value
    assert re.fullmatch(r"taobeiqa-\d{4}-\d\d-\d\d\.md", saved.suggested_filename)
    text = Path(saved.path()).read_text(encoding="utf-8")
    assert re.findall("^#+ .*", text, re.MULTILINE) == ["# taobeiqa", f"## {MANY}", f"## {ENGLISH}"]
    assert f"   > {QUOTED}" in text
    assert [url for url in answered.requests[before:] if not url.startswith("blob:")] == []


def test_a_figure_is_told_under_the_pointer_and_to_the_keyboard_and_escape_takes_it_away(answered):
    page = answered.page
    page.locator("#tq-turn-1 .tq-cite").first.click()
    page.wait_for_selector("#tq-card-1-1")
    note = page.locator(".tq-tip")
    page.locator("#tq-card-1-1 .tq-figure", has_text="3.2亿元").hover()
    assert note.inner_text() == "CNY 320 million"
    page.keyboard.press("Escape")
    assert not note.is_visible()
    stop = page.locator("#tq-card-1-1 .tq-figure[tabindex='0']").first
    page.locator("#tq-card-1-1").focus()
    page.keyboard.press("Tab")
    assert stop.evaluate("figure => figure === document.activeElement")
    told = page.locator(f"#{stop.get_attribute('aria-describedby')}").text_content()
    assert (note.inner_text(), told) == ("9,291 households", "9,291 households")
    page.keyboard.press("Escape")
    assert not note.is_visible()


def test_figures_that_differ_lead_to_their_sentences(answered):
    page = answered.page
    page.locator("#tq-turn-1 .tq-cite").first.click()
    rows = page.locator(".tq-differing tbody tr")
    assert [row.locator("th").inner_text() for row in rows.all()] == ["9,291 households", "2,212 households"]
    rows.nth(1).get_by_role("button").click()
    answered.in_view("#tq-card-1-2")
    assert "2212户" in page.inner_text("#tq-card-1-2 mark")


def test_the_articles_open_beside_the_conversation_in_its_language(answered):
    page = answered.page
    with page.expect_popup() as opened:
        page.get_by_role("link", name="All articles").click()
    shelf = opened.value
    shelf.get_by_role("link", name="洮北区助力贫困群众走向美好生活").click()
    assert shelf.get_by_role("heading", level=1).inner_text() == "洮北区助力贫困群众走向美好生活"
    assert shelf.get_attribute("html", "lang") == "en"
    shelf.get_by_role("link", name="taobeiqa").click()
    shelf.wait_for_selector(".tq-welcome")
    shelf.close()


def test_copying_works_without_a_clipboard_or_leaves_it_to_the_visitor(browser, address):
    visit = Visit(browser, address, viewport=PHONE)
    visit.ask(ENGLISH)
    page = visit.page
    page.evaluate(f"{NO_CLIPBOARD}; document.addEventListener('copy', () => window.copied = getSelection().toString())")
    page.get_by_role("button", name="Copy answer").click()
    page.get_by_role("button", name="Copied").wait_for()
    assert QUOTED in page.evaluate("window.copied")
    page.evaluate("document.execCommand = () => false")
    page.get_by_role("button", name="Copy link to question").click()
    box = page.get_by_label("Copy the text below yourself")
    box.wait_for()
    link = f"{address}/?q={ENGLISH.replace(' ', '+')}"
    assert (box.input_value(), box.evaluate("box => box.selectionEnd")) == (link, len(link))
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    visit.leave()
