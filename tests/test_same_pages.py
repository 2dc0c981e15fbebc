"""The chat page, and the chat embedded in a page of another site, show the same forty answers with the same citations
as the command line prints, character for character: also after a reload, and from a server that was started again.
"""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Frame, Page

from tests.browser import Visit, chromium, start_server
from tests.forty import server
from tests.portal import portal_page
from tests.proxy import pages
from tests.rest import free_port

SHOWN = """question => {
    const turns = [...document.querySelectorAll(".tq-turn")];
    const about = document.querySelector(".tq-about [lang]")?.textContent;
    if (turns.length !== 1 || about !== question || document.querySelector(".tq-log[data-pending]")) return null;
    const told = (within, selector) => [...within.querySelectorAll(selector)].map(each => each.textContent);
    const card = each => {
        const marked = each.cloneNode(true);
        for (const one of marked.querySelectorAll("em.tq-quote mark")) one.textContent = `⟦${one.textContent}⟧`;
        return [...told(marked, ".tq-number, h3.tq-headline, em.tq-quote, .tq-translation p[lang]")];
    };
    return {
        question: told(turns[0], ".tq-question, .tq-understood"),
        answer: told(turns[0], ".tq-answer > span"),
        numbers: told(turns[0], ".tq-cite"),
        abstained: turns[0].matches(".tq-abstained"),
        cards: [...document.querySelectorAll(".tq-card")].map(card),
    };
}"""
"""What the page shows of an answer and its citations once it is there, what is marked in a quotation in ⟦⟧."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def expected(question: str, printed: dict) -> dict:
    """What a page has to show for what was printed."""
    numbers = [f"[{citation['number']}]" for citation in printed["citations"]]
    cards = [
        [number, citation["title"], marked(citation), *filter(None, [citation["translation"]])]
        for number, citation in zip(numbers, printed["citations"], strict=True)
    ]
    return {
        "question": [question],
        "answer": [printed["answer"]["text"]],
        "numbers": numbers,
        "abstained": printed["abstained"],
        "cards": cards,
    }


def marked(citation: dict) -> str:
    """A citation's quotation with what is marked in it between ⟦ and ⟧."""
    text = citation["quote"]
    for start, end in sorted(citation["highlights"], reverse=True):
        low, high = start - citation["start"], end - citation["start"]
        text = f"{text[:low]}⟦{text[low:high]}⟧{text[high:]}"
    return text


def shown(chat: Page | Frame, question: str) -> dict:
    """Ask as a visitor does, in a conversation that holds nothing else; what the page shows then."""
    if chat.locator(".tq-turn").count():
        chat.click("[data-act=new]")
        chat.wait_for_selector(".tq-welcome")
    chat.fill("#tq-box textarea", question)
    chat.press("#tq-box textarea", "Enter")
    found = chat.wait_for_function(SHOWN, arg=question).json_value()
    chat.wait_for_selector("#tq-box textarea:enabled")
    return found


def read(chat: Page | Frame) -> tuple[str, list[str]]:
    """Where in the articles the reader leads to for the first citation, and what it marks as quoted."""
    chat.click(".tq-card .tq-read")
    chat.wait_for_selector("#tq-cited")
    quoted = chat.locator("#tq-cited em.tq-quote").all_text_contents()
    return chat.get_attribute(".tq-reader .tq-foot a", "href") or "", quoted


def test_the_chat_page_shows_the_same_also_after_a_reload(browser, pipeline, printed):
    visit = Visit(browser, start_server(pipeline))
    for question, answer in printed.items():
        assert shown(visit.page, question) == expected(question, answer)
    visit.reload()
    visit.page.wait_for_selector(".tq-welcome")
    assert visit.page.locator(".tq-turn, .tq-card").count() == 0
    again = list(printed)[::4]
    for question in again:
        assert shown(visit.page, question) == expected(question, printed[question])
        for citation in printed[question]["citations"][:1]:
            place = f"articles/{quote(citation['article_id'])}?lang=en#c{citation['start']}"
            assert read(visit.page) == (place, [citation["quote"]])
    assert sum(not printed[question]["abstained"] for question in again) > 3
    visit.leave()


def test_a_page_of_another_site_shows_the_same_from_a_server_that_was_started_again(
    browser, printed, index_folder, corpus_folder
):
    port = free_port()
    portal = f"http://localhost:{port}"
    with (
        server(index_folder, corpus_folder, "--allow-origin", portal) as address,
        pages(port, {"/": lambda: portal_page(address, 'lang="en"')}),
    ):
        visit = Visit(browser, portal, "taobei-chat iframe")
        for question, answer in printed.items():
            assert shown(visit.page.frames[1], question) == expected(question, answer)
        visit.leave()
