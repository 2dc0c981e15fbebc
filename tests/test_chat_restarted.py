"""In a real browser: a chat that stays open while its server is stopped, and started again on the same port."""

import threading
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn

from taobeiqa.serving.access import Door
from taobeiqa.serving.server import create_app
from tests.browser import BROKEN_OFF, Visit, chromium, free_port
from tests.portal import answering, offered, portal_page
from tests.proxy import pages
from tests.test_chat_browser import HOSTILE

CHINESE, ENGLISH = "有多少个贫困村出列？", "How many villages exited poverty?"
NOTE = "不再记得上面的对话"


@pytest.fixture(scope="module")
def browser():
    with chromium() as browser:
        yield browser


@pytest.fixture
def serving(pipeline):
    """A server while it is wanted: as often as is wanted, and always at the same address."""
    port = free_port()

    @contextmanager
    def serve(*origins: str):
        app = create_app(pipeline, door=Door(origins=frozenset(origins)))
        server = uvicorn.Server(uvicorn.Config(app, port=port, log_config=None, timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        address = f"http://127.0.0.1:{port}"
        answering(f"{address}/readyz")
        yield address
        server.should_exit = True
        thread.join(30)
        assert not thread.is_alive()

    return serve


@pytest.fixture
def visit(browser):
    visits = []

    def enter(url, **profile):
        visits.append(Visit(browser, url, **profile))
        return visits[-1]

    yield enter
    for each in visits:
        # While there is no server; and the page may load itself anew once there is one again.
        each.complaints = [line for line in each.complaints if "net::ERR_" not in line and not BROKEN_OFF.match(line)]
        each.leave()


def ask(page, question: str) -> str:
    """Ask what was not asked last, and wait until all is drawn in the page's language; the answer's text."""
    page.locator("#tq-box textarea").fill(question)
    page.locator("#tq-box textarea").press("Enter")
    log = page.locator(".tq-log:not([data-pending], [data-anew])")
    return log.locator(f".tq-turn:last-child:has(.tq-question:text-is('{question}')) .tq-answer").inner_text()


def test_the_language_stays_and_what_was_answered_can_still_be_read_and_taken(visit, serving):
    with serving() as address:
        guest = visit(address, locale="en-US", permissions=["clipboard-read", "clipboard-write"])
        page = guest.page
        page.get_by_role("button", name="简体", exact=True).click()
        page.wait_for_selector("html[lang=zh-Hans]")
        ask(guest.page, CHINESE)
        page.evaluate("localStorage.clear()")  # which a browser may not have: the page itself knows what it speaks
    kept, log = page.locator(".tq-kept"), page.locator(".tq-log")
    with serving():
        ask(page, ENGLISH)
        assert page.get_attribute("html", "lang") == "zh-Hans"
        assert page.inner_text("#tq-ask") == "提问"
        assert (NOTE in log.inner_text(), NOTE in kept.inner_text()) == (True, False)
        assert kept.locator(".tq-question").all_inner_texts() == [CHINESE]
        assert "53个" in kept.locator(".tq-answer").inner_text()
        assert log.locator(".tq-question").all_inner_texts() == [ENGLISH]
        assert "53 " in log.locator(".tq-answer").inner_text()
        assert kept.locator("[id], .tq-cite").count() == 0
        kept.get_by_role("button", name="复制回答").click()
        kept.get_by_role("button", name="已复制").wait_for()
        assert "53个贫困村出列" in page.evaluate("navigator.clipboard.readText()")
        with page.expect_download() as download:
            page.get_by_role("button", name="导出").click()
        saved = Path(download.value.path()).read_text(encoding="utf-8")
        assert [line for line in saved.splitlines() if line.startswith("## ")] == [f"## {CHINESE}", f"## {ENGLISH}"]
    with serving():
        ask(page, CHINESE)
        assert kept.locator(".tq-question").all_inner_texts() == [CHINESE, ENGLISH]
        assert log.locator(".tq-question").all_inner_texts() == [CHINESE]
        assert page.get_attribute("html", "lang") == "zh-Hans"
        page.get_by_role("button", name="English", exact=True).click()
        log.get_by_text("no longer knows the conversation above").wait_for()
        assert kept.locator(".tq-turn").count() == 2
        page.get_by_role("button", name="New conversation").click()
        page.wait_for_selector(".tq-example")
        assert page.locator(".tq-kept, .tq-forgotten, .tq-turn").count() == 0


def test_where_nothing_was_asked_before_nothing_is_said_of_it(visit, serving):
    with serving() as address:
        page = visit(address, locale="zh-TW").page
    with serving():
        ask(page, CHINESE)
        assert page.get_attribute("html", "lang") == "zh-Hant"
        assert page.locator(".tq-kept, .tq-forgotten").count() == 0


def test_a_button_whose_turn_is_forgotten_leads_to_the_note_and_not_to_an_empty_page(visit, serving):
    with serving() as address:
        guest = visit(address, locale="zh-CN")
        ask(guest.page, CHINESE)
    with serving():
        guest.page.click(".tq-cite")
        assert NOTE in guest.page.locator(".tq-forgotten").inner_text()
        assert guest.page.locator(".tq-kept .tq-question").all_inner_texts() == [CHINESE]
        assert guest.page.locator(".tq-welcome").count() == 0
        guest.page.get_by_role("button", name="新对话").click()
        guest.page.wait_for_selector(".tq-welcome")


def test_a_framed_chat_keeps_what_the_page_around_it_began_with(visit, serving):
    port = free_port()
    portal = f"http://localhost:{port}"
    with serving(portal) as address:
        given = f'theme="dark" lang="zh-Hant" questions="{ENGLISH}"'
        with pages(port, {"/": lambda: portal_page(address, given)}):
            guest = visit(portal, shows="taobei-chat", locale="en-US")
            frame = guest.page.frame_locator("iframe")
            frame.locator(".tq-welcome").wait_for()
            assert "53" in ask(frame, CHINESE)
    with serving(portal):
        assert "53" in ask(frame, ENGLISH)
        frame.locator("body.dark .tq-log[data-language=zh-Hant] .tq-forgotten").wait_for()
        assert frame.locator(".tq-kept .tq-question").all_inner_texts() == [CHINESE]
        frame.get_by_role("button", name="新對話").click()
        assert offered(frame) == [ENGLISH]


def test_a_page_that_asks_while_there_is_no_server_has_it_all_again_with_the_question(visit, serving):
    with serving() as address:
        guest = visit(address, locale="en-US")
        page = guest.page
        page.get_by_role("button", name="简体", exact=True).click()
        page.wait_for_selector("html[lang=zh-Hans]")
        guest.ask(HOSTILE)
        ask(page, CHINESE)
        page.evaluate("localStorage.clear(); window.before = 1")
    page.fill("#tq-box textarea", ENGLISH)
    page.press("#tq-box textarea", "Enter")
    page.wait_for_function("sessionStorage.length > 0")
    with serving():
        page.wait_for_function("window.before === undefined && document.querySelector('.tq-forgotten')")
        assert page.get_attribute("html", "lang") == "zh-Hans"
        assert page.locator(".tq-kept .tq-question").all_inner_texts() == [HOSTILE, CHINESE]
        page.wait_for_function("question => document.querySelector('#tq-box textarea').value === question", arg=ENGLISH)
        page.press("#tq-box textarea", "Enter")
        assert "53 " in page.inner_text(".tq-log .tq-answer")
        assert page.locator(".tq-kept .tq-question").all_inner_texts() == [HOSTILE, CHINESE]
        assert page.evaluate("[window.ran, document.querySelectorAll('#tq-page img').length]") == [None, 0]
        guest.reload()
        page.wait_for_selector(".tq-welcome")
        assert page.locator(".tq-kept, .tq-turn").count() == 0
