"""Saying in a real browser whether an answer is right: what is seen, kept and not lost."""

import pytest

from taobeiqa.feedback import FeedbackStore
from tests.browser import PHONE, Visit, chromium, start_server

QUESTION = "How many villages exited poverty"
BOX, THANKS = ".tq-correction textarea", ".tq-thanks"
PRESSED = ".tq-thumb-{}[aria-pressed=true]"


@pytest.fixture(scope="module")
def browser():
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return FeedbackStore(tmp_path_factory.mktemp("feedback") / "feedback.sqlite")


@pytest.fixture(scope="module")
def address(pipeline, store):
    return start_server(pipeline, store)


@pytest.fixture
def visit(browser, address, store):
    visits = []
    for row in store.waiting():
        store.change(row.id, None)

    def enter(**profile):
        visits.append(Visit(browser, address, **profile))
        return visits[-1]

    yield enter
    for each in visits:
        each.leave()


def test_a_correction_reaches_the_store_and_the_thumb_takes_it_back(visit, store):
    guest = visit()
    guest.ask(QUESTION)
    page = guest.page
    page.get_by_role("button", name="Wrong answer").click()
    page.wait_for_selector(PRESSED.format("wrong"))
    page.get_by_label("What would be right? (optional)").fill('54</textarea><img src=x onerror="window.ran = 1">\n二')
    page.get_by_role("button", name="Send").click()
    page.wait_for_selector(".tq-written")
    assert page.inner_text(THANKS) == "Thank you, stored."
    assert page.inner_text(".tq-written") == '54</textarea><img src=x onerror="window.ran = 1">\n二'
    assert page.evaluate("[window.ran, document.querySelectorAll('#tq-page img').length]") == [None, 0]
    (row,) = store.waiting()
    assert (row.question, row.verdict, row.correction) == (QUESTION, "wrong", page.inner_text(".tq-written"))
    assert "53" in row.quotes[0].quote
    assert page.evaluate("document.activeElement.textContent") == "Change"
    page.get_by_role("button", name="Wrong answer").click()
    page.wait_for_selector(".tq-correction", state="detached")
    assert store.waiting() == []
    assert page.inner_text(THANKS) == ""


def test_by_keyboard_alone(visit, store):
    guest = visit()
    guest.ask(QUESTION)
    page = guest.page
    page.focus(".tq-thumb-right")
    page.keyboard.press("Space")
    page.wait_for_selector(PRESSED.format("right"))
    assert page.evaluate("document.activeElement.ariaLabel") == "Right answer"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(BOX)
    assert page.evaluate("document.activeElement.ariaLabel") == "Wrong answer"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.type("a")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("b")
    assert page.input_value(BOX) == "a\nb", "nothing is sent while it is empty or by Shift+Enter"
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".tq-written")
    page.keyboard.press("Enter")
    page.wait_for_selector(BOX)
    assert page.evaluate("document.activeElement.value") == "a\nb"
    page.keyboard.press("Control+End")
    page.keyboard.type("c")
    page.keyboard.press("Enter")
    page.wait_for_selector(".tq-written")
    assert [(row.verdict, row.correction) for row in store.waiting()] == [("wrong", "a\nbc")]


def test_what_is_typed_and_not_sent_outlives_every_redraw_and_stays_with_its_answer(visit, store):
    guest = visit()
    guest.ask(QUESTION)
    guest.ask("Who won the football world cup in 1998?")
    page = guest.page
    for turn, text in ((1, "of the first"), (2, "of the second")):
        page.click(f"#tq-turn-{turn} .tq-thumb-wrong")
        page.wait_for_selector(f"#tq-turn-{turn} textarea")
        page.fill(f"#tq-turn-{turn} textarea", text)
    page.click("#tq-turn-1 .tq-cite")
    page.wait_for_selector("#tq-card-1-1.tq-flash")
    page.get_by_role("button", name="简体").click()
    page.wait_for_selector("html[lang=zh-Hans]")
    guest.ask("有多少个贫困村出列？")
    assert [page.input_value(f"#tq-turn-{turn} textarea") for turn in (1, 2)] == ["of the first", "of the second"]
    page.click("#tq-turn-1 .tq-thumb-right")
    page.wait_for_selector("#tq-turn-1 textarea", state="detached")
    assert page.input_value("#tq-turn-2 textarea") == "of the second"
    page.click("#tq-turn-1 .tq-thumb-wrong")
    page.wait_for_selector("#tq-turn-1 textarea")
    assert page.input_value("#tq-turn-1 textarea") == "of the first"
    assert [row.correction for row in store.waiting()] == ["", ""]
    page.click(".tq-masthead .tq-quiet")
    page.wait_for_selector(".tq-example")
    guest.ask(QUESTION)
    page.click(".tq-thumb-wrong")
    page.wait_for_selector(BOX)
    assert page.input_value(BOX) == "", "a new conversation begins with an empty box"


@pytest.mark.parametrize("profile", [{}, {"viewport": PHONE, "has_touch": True, "is_mobile": True}])
def test_the_box_comes_into_view_and_everything_can_be_touched(visit, profile):
    guest = visit(**profile)
    page = guest.page
    for _ in range(4):
        guest.ask(QUESTION)
    page.locator(".tq-thumb-wrong").last.click()
    guest.in_view("#tq-turn-4 .tq-quiet")
    page.wait_for_function(
        """() => { const send = document.querySelector("#tq-turn-4 .tq-quiet").getBoundingClientRect();
           return send.bottom <= document.querySelector("#tq-composer").getBoundingClientRect().top; }"""
    )
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    small = """[...document.querySelectorAll('.tq-opinion :is(button, textarea)')].filter(e => {
        const box = e.getBoundingClientRect(); return box.height < 40 || box.width < 40; }).length"""
    assert page.evaluate(small) == 0
    page.fill(BOX, "很长" * 100 + "x" * 300)
    page.press(BOX, "Enter")
    page.wait_for_selector(".tq-written")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(small) == 0


def test_a_store_that_fails_is_told_and_the_chat_goes_on(visit, store):
    guest = visit()
    guest.ask(QUESTION)
    page = guest.page
    page.click(".tq-thumb-right")
    page.wait_for_selector(PRESSED.format("right"))
    store.path.rename(store.path.with_suffix(".away"))
    store.path.mkdir()
    page.click(".tq-thumb-wrong")
    page.get_by_text("This could not be stored. Please try again later.").wait_for()
    assert page.locator(PRESSED.format("right")).count() == 1, "as it was"
    guest.ask(QUESTION)
    store.path.rmdir()
    store.path.with_suffix(".away").rename(store.path)
    page.click("#tq-turn-1 .tq-thumb-wrong")
    page.wait_for_selector(PRESSED.format("wrong"))
    assert [row.verdict for row in store.waiting()] == ["wrong"]
