"""The chat in a portal's page, in a real browser; the server is of another origin, under a path, behind nginx."""

import json
import os
import subprocess
import sys
import urllib.request

import pytest

from tests.browser import Visit, chromium, free_port
from tests.portal import Place, answering, ask, offered, portal_page
from tests.proxy import ROOT, nginx, pages

QUESTION = "有多少个贫困村出列？"
ENGLISH = "How many villages exited poverty?"
INLINE, BUTTON = "taobei-chat:not([mode])", "taobei-chat[mode=button]"
TAKEN_AWAY = ("proxy_pass http://taobeiqa;", "proxy_pass http://taobeiqa/;")
"""What the example's nginx is changed by so that the server does not see the prefix."""


@pytest.fixture(scope="module")
def browser():
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def place(pipeline, tmp_path_factory):
    return Place(pipeline, tmp_path_factory.mktemp("embedded"))


@pytest.fixture(scope="module")
def homes(place):
    """The server's addresses behind nginx: one that lets the prefix through, one that takes it away."""
    kept, taken = free_port(), free_port()
    with (
        nginx(place.server, kept, place.folder / "kept"),
        nginx(place.server, taken, place.folder / "taken", TAKEN_AWAY),
    ):
        yield {"kept": f"http://127.0.0.1:{kept}/wenda", "taken": f"http://127.0.0.1:{taken}/wenda"}


@pytest.fixture(scope="module")
def home(homes):
    return homes["kept"]


@pytest.fixture
def visit(browser):
    visits = []

    def enter(url, shows="taobei-chat", **profile):
        visits.append(Visit(browser, url, shows, **profile))
        return visits[-1]

    yield enter
    for each in visits:
        each.leave()


@pytest.mark.parametrize("which", ["kept", "taken"])
def test_the_example_asks_through_nginx_and_is_answered_as_by_the_pipeline(visit, place, homes, pipeline, which):
    home, log = homes[which], place.folder / which / "access.log"
    before = log.read_text().count("\n")
    environment = {"TAOBEIQA_URL": home, "TAOBEIQA_KEY": place.key()[1], "PORT": str(place.portal_port)}
    program = [sys.executable, ROOT / "examples" / "portal" / "backend.py"]
    backend = subprocess.Popen(program, env=os.environ | environment)
    try:
        answering(f"{place.portal}/taobeiqa-token")
        guest = visit(place.portal)
        frame = guest.page.frame_locator(f"{INLINE} iframe")
        assert ask(frame, QUESTION) == pipeline.ask(QUESTION).text
        assert frame.locator(".tq-card em.tq-quote").inner_text() in pipeline.ask(QUESTION).citations[0].quote
        guest.page.locator(f"{BUTTON} button").click()
        panel = guest.page.frame_locator(f"{BUTTON} iframe")
        assert offered(panel) == [ENGLISH, QUESTION]
        panel.locator(".tq-example").first.click()
        assert panel.locator(".tq-answer > span").inner_text() == pipeline.ask(ENGLISH).text
    finally:
        backend.terminate()
        backend.wait(10)
    lines = log.read_text().splitlines()[before:]
    asked = [url.removeprefix(home.removesuffix("/wenda")) for url in guest.requests if url.startswith(home[:-6])]
    assert len(asked) > 20
    assert [path for path in asked if not path.startswith("/wenda/")] == []
    assert [line for line in lines if '" 200 ' not in line] == []
    assert any("/wenda/gradio_api/queue/join" in line for line in lines)
    assert not any("tbt." in text or "tbq_" in text for text in (*lines, *guest.requests))


def test_events_come_through_nginx_as_they_are_sent(place, home):
    """The first line of a stream that goes on for as long as the page is there."""
    request = urllib.request.Request(
        f"{home}/gradio_api/heartbeat/one", headers={"Authorization": f"Bearer {place.key()[1]}"}
    )
    with urllib.request.urlopen(request, timeout=10) as stream:
        assert stream.readline() == b"data: ALIVE\n"


def test_only_pages_on_the_list_can_frame_the_chat_and_none_the_page_to_sign_in(visit, place, home):
    key, _ = place.key()
    content = {
        "/": lambda: portal_page(home, 'token-url="/token.json"'),
        "/token.json": lambda: place.token(key),
        "/steals-keys": lambda: f'<link rel="icon" href="data:,"><iframe src="{home}/login"></iframe>',
    }
    with pages(place.portal_port, content), pages(place.evil_port, content):
        visit(place.portal).page.frame_locator("iframe").locator(".tq-welcome").wait_for()
        for page, said in ((place.evil, place.portal), (f"{place.portal}/steals-keys", "'none'")):
            refused = visit(page, "iframe")
            refused.page.wait_for_timeout(500)
            assert [frame.url for frame in refused.page.frames[1:]] == ["chrome-error://chromewebdata/"]
            assert all("frame-ancestors" in line and said in line for line in refused.complaints)
            assert refused.complaints
            refused.complaints.clear()


def test_the_button_works_without_a_mouse(visit, place, home):
    key, _ = place.key()
    content = {
        "/": lambda: portal_page(home, 'mode="button" lang="zh-Hans" token-url="/token.json"'),
        "/token.json": lambda: place.token(key),
    }
    with pages(place.portal_port, content) as asked:
        guest = visit(place.portal, shows="taobei-chat button")
        page = guest.page
        button, panel = page.locator("taobei-chat button"), page.locator("taobei-chat [role=dialog]")
        assert (button.inner_text(), button.get_attribute("aria-expanded")) == ("问报纸", "false")
        assert (panel.is_visible(), page.locator("iframe").count(), asked) == (False, 0, ["/"])
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        frame = page.frame_locator("taobei-chat iframe")
        frame.locator("#tq-box textarea:focus").wait_for()
        assert (button.get_attribute("aria-expanded"), panel.get_attribute("aria-label")) == ("true", "问报纸")
        assert page.locator("iframe").get_attribute("title") == "问报纸"
        page.keyboard.type(QUESTION)
        page.keyboard.press("Enter")
        frame.locator(".tq-answer").wait_for()
        assert frame.locator(".tq-log").get_attribute("data-language") == "zh-Hans"
        page.evaluate("window.postMessage({ taobeiqa: 'escape' }, '*')")  # not from the frame
        page.wait_for_timeout(200)
        assert panel.is_visible()
        page.keyboard.press("Escape")
        panel.wait_for(state="hidden")
        focused = "document.activeElement.shadowRoot?.activeElement?.tagName"
        assert (page.evaluate(focused), button.get_attribute("aria-expanded")) == ("BUTTON", "false")
        page.keyboard.press("Enter")
        panel.wait_for()
        assert frame.locator(".tq-answer").count() == 1  # the conversation is still there
        button.focus()
        page.keyboard.press("Escape")
        panel.wait_for(state="hidden")


HOSTILE = "<img src=x onerror='window.ran=1'>{{1}}${window.ran=2}"


def test_questions_of_the_page_are_text_and_few_and_short(visit, place, home):
    key, _ = place.key()
    given = "|".join([HOSTILE.replace('"', ""), "a" * 121, *(f"Question {n}" for n in range(20))])
    content = {
        "/": lambda: portal_page(home, f'token-url="/token.json" questions="{given}"'),
        "/token.json": lambda: place.token(key),
    }
    with pages(place.portal_port, content):
        guest = visit(place.portal)
        frame = guest.page.frame_locator("iframe")
        assert offered(frame) == [HOSTILE, *(f"Question {n}" for n in range(5))]
        assert guest.page.frames[1].evaluate("window.ran") is None


def test_a_token_is_renewed_before_and_when_it_ends(visit, place, home):
    key, _ = place.key()
    handed = [-5, 15, 15, 600]  # seconds: one that ended, two that end in a moment, and one that lasts
    content = {
        "/": lambda: portal_page(home, 'token-url="/token.json"'),
        "/token.json": lambda: place.token(key, handed.pop(0) if len(handed) > 1 else handed[0]),
    }
    with pages(place.portal_port, content) as asked:
        guest = visit(place.portal)
        frame = guest.page.frame_locator("iframe")
        assert "53" in ask(frame, QUESTION)
        assert handed == [600]
        before = asked.count("/token.json")
        assert "53" in ask(frame, ENGLISH)
        assert asked.count("/token.json") == before


def test_a_spent_token_without_more_of_them_is_told_to_the_visitor(visit, place, home):
    key, _ = place.key()
    token = json.loads(place.token(key))["token"]
    content = {"/": lambda: portal_page(home, f'lang="en" token="{token}"')}
    with pages(place.portal_port, content):
        guest = visit(place.portal)
        frame, told = guest.page.frame_locator("iframe"), guest.page.locator("taobei-chat [role=alert]")
        assert "53" in ask(frame, QUESTION)
        assert told.is_hidden()
        guest.page.evaluate(
            "document.querySelector('taobei-chat').addEventListener('taobei-token', () => window.wanted = 1)"
        )
        place.store.revoke(key.id)
        frame.locator("#tq-box textarea").fill(ENGLISH)
        frame.locator("#tq-box textarea").press("Enter")
        told.wait_for()
        assert told.inner_text() == "The chat cannot be reached just now: reload the page."
        assert (frame.locator(".tq-turn").count(), guest.page.evaluate("window.wanted")) == (1, 1)
        assert all("401" in line for line in guest.complaints)
        guest.complaints.clear()


def test_a_page_may_set_another_token_when_it_is_told_to(visit, place, home):
    key, _ = place.key()
    spent, good, better = (json.loads(place.token(key, seconds))["token"] for seconds in (-5, 600, 601))
    script = f"""<script>let left = ["{good}", "{better}"]; window.told = 0;
        addEventListener("taobei-token", (event) => {{
            told += 1; event.target.setAttribute("token", left.shift() ?? "");
        }}, true)</script>"""
    with pages(place.portal_port, {"/": lambda: portal_page(home, f'token="{spent}"', script)}):
        guest = visit(place.portal)
        assert "53" in ask(guest.page.frame_locator("iframe"), QUESTION)
        assert guest.page.evaluate("[told, left.length]") == [1, 1]
        assert all("401" in line for line in guest.complaints)
        guest.complaints.clear()


def test_the_frame_hears_only_the_page_around_it(visit, place, home):
    key, _ = place.key()
    content = {"/": lambda: portal_page(home, 'token-url="/token.json"'), "/token.json": lambda: place.token(key)}
    with pages(place.portal_port, content):
        guest = visit(place.portal)
        frame = guest.page.frame_locator("iframe")
        frame.locator(".tq-welcome").wait_for()
        guest.page.frames[1].evaluate("window.postMessage({ taobeiqa: 'settings', token: 'tbt.x', dark: true }, '*')")
        guest.page.wait_for_timeout(200)
        assert "53" in ask(frame, QUESTION)


def test_where_anybody_may_ask_the_element_needs_no_token_and_follows_its_page(visit, place):
    page = portal_page(
        place.open,
        'theme="dark" lang="zh-Hans"',
        "<meta http-equiv='Content-Security-Policy' content=\"style-src 'none'\">",
    )
    with pages(place.portal_port, {"/": lambda: page}):
        guest = visit(place.portal, locale="en-US")
        frame = guest.page.frame_locator("iframe")
        frame.locator("body.dark .tq-log[data-language=zh-Hans]").wait_for()
        assert "53" in ask(frame, QUESTION)
        guest.page.evaluate("document.querySelector('taobei-chat').setAttribute('theme', 'light')")
        frame.locator("body:not(.dark)").wait_for()
        assert frame.locator(".tq-answer").count() == 1
        assert guest.page.locator("taobei-chat").evaluate("it => it.getBoundingClientRect().height") > 300


@pytest.mark.parametrize("src", ["javascript:window.ran=1//", "data:text/html,<p>a", "blob:x", "//"])
def test_an_address_that_is_no_server_is_not_framed(visit, place, src):
    with pages(place.portal_port, {"/": lambda: portal_page(place.open, f'src="{src}"')}):
        guest = visit(place.portal)
        guest.page.locator("taobei-chat [role=alert]").wait_for()
        assert guest.page.locator("iframe").count() == 0
        assert guest.page.evaluate("window.ran") is None


def test_the_frames_page_alone_leads_to_the_chat(visit, place):
    guest = visit(f"{place.open}/embed?q={QUESTION}", ".tq-answer")
    assert guest.page.inner_text(".tq-question") == QUESTION
    assert guest.page.url == f"{place.open}/"


def test_a_visitor_signs_in_under_the_prefix(visit, place, home):
    guest = visit(f"{home}/", "#key")
    assert guest.page.url == f"{home}/login"
    guest.page.fill("#key", place.key()[1])
    guest.page.keyboard.press("Enter")
    guest.page.wait_for_selector(".tq-welcome")
    assert guest.page.url == f"{home}/"
    guest.ask(QUESTION)
    assert [cookie["path"] for cookie in guest.context.cookies()] == ["/wenda"]
    assert "53" in guest.page.inner_text(".tq-answer")


def test_the_scripts_are_kept_for_a_while_and_asked_for_by_their_mark(home):
    for name in ("embed.js", "embed-frame.js"):
        with urllib.request.urlopen(f"{home}/{name}", timeout=10) as answer:
            headers, text = answer.headers, answer.read().decode()
        assert headers["Content-Type"] == "text/javascript; charset=utf-8"
        assert (headers["Cache-Control"], headers["X-Content-Type-Options"]) == ("public, max-age=600", "nosniff")
        assert len(text) < 12_000
        request = urllib.request.Request(f"{home}/{name}", headers={"If-None-Match": f'"x", W/{headers["ETag"]}'})
        with pytest.raises(urllib.error.HTTPError) as same:
            urllib.request.urlopen(request, timeout=10)
        assert same.value.code == 304
