"""Every state of the pages against WCAG 2.2 AA, by axe in a real browser: light and dark, wide and on a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from taobeiqa.pipeline import Pipeline
from taobeiqa.serving.access import Door
from taobeiqa.serving.keys import KeyStore
from tests.browser import PHONE, Visit, chromium, start_server

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = Axe()
# As wide as a phone, and so tall that the question box, which stays at the bottom of the window, covers nothing: what
# it covers depends on how far the page is scrolled.
TALL = {**PHONE, "height": 3000}
WAYS = [
    {"locale": "en-US", "color_scheme": "light"},
    {"locale": "zh-CN", "color_scheme": "dark"},
    {"locale": "zh-TW", "color_scheme": "light", "viewport": TALL, "has_touch": True, "is_mobile": True},
]


@pytest.fixture(scope="module")
def browser():
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def address(pipeline: Pipeline, tmp_path_factory):
    store = KeyStore(tmp_path_factory.mktemp("access") / "access.sqlite")
    _, key = store.add("a reader", frozenset({"ask", "read"}))
    return start_server(pipeline, None, Door(keys=store), "keys"), key


def wrong(page) -> list[str]:
    """What axe finds against a page as it is, once nothing on it moves any more."""
    page.wait_for_function("document.getAnimations().every(one => one.playState !== 'running')")
    found = AXE.run(page, options={"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]})
    return [
        f"{one['id']}: {node['target']} {node['html'][:200]} {node.get('failureSummary', '')[:300]}"
        for one in found.response["violations"]
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: f"{way['locale']}-{way['color_scheme']}")
def test_every_state_of_the_chat(browser, address, way):
    url, key = address
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 860}, **way})
    page = context.new_page()
    found = {}
    page.goto(f"{url}/login")
    found["login"] = wrong(page)
    page.fill("#key", key)
    page.press("#key", "Enter")
    page.wait_for_selector(".tq-welcome")
    found["welcome"] = wrong(page)
    visit = Visit.of(page)
    visit.ask("How many households come under Taobei's dilapidated-housing renovation?")
    page.wait_for_selector(".tq-differing")
    for summary in page.locator(":is(.tq-gloss, .tq-others) summary").all():
        summary.click()
    found["answer"] = wrong(page)
    page.locator(".tq-figure").first.hover()
    page.wait_for_selector(".tq-tip:not([hidden])")
    page.locator(".tq-read").first.click()
    page.wait_for_selector("#tq-article")
    found["reader"] = wrong(page)
    visit.ask("Who won the football world cup in 1998?")
    page.wait_for_selector(".tq-abstained")
    found["abstention"] = wrong(page)
    for path in ("articles", "articles?q=贫困村", "articles/taobei-better-life?translation=1", "docs"):
        page.goto(f"{url}/{path}")
        found[path] = wrong(page)
    context.close()
    assert {state: told for state, told in found.items() if told} == {}


def test_a_key_comes_in_and_signs_out_again(browser, address):
    url, key = address
    context = browser.new_context(locale="en-US")
    page = context.new_page()
    page.goto(url)
    assert page.url == f"{url}/login"
    page.fill("#key", key)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_selector(".tq-welcome")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"{url}/login")
    page.goto(f"{url}/articles")
    assert page.url == f"{url}/login"
    context.close()
