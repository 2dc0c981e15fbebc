"""Who may frame the chat, and what stands in the frame before anybody has said who they are."""

import pytest

from taobeiqa.errors import AccessError
from taobeiqa.serving.access import Door, origin_of
from tests.rest import bearer, locked, visitor

PORTAL, OTHER = "https://portal.example", "https://other.example"


@pytest.fixture(scope="module")
def guarded(asked, tmp_path_factory):
    return locked(asked, tmp_path_factory.mktemp("keys"), origins=frozenset({PORTAL, OTHER}))


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://portal.example", "https://portal.example"),
        (" HTTPS://Portal.Example:443/ ", "https://portal.example"),
        ("http://portal.example:80", "http://portal.example"),
        ("http://portal.example:443", "http://portal.example:443"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_an_origin_is_written_as_browsers_send_it(text, origin):
    assert origin_of(text) == origin


@pytest.mark.parametrize(
    "text",
    [
        "https://a;script-src *",
        "https://user@a.example",
        "https://a.example?b",
        "https://a.example#b",
        "https://*.a",
        "//a",
    ],
)
def test_nothing_else_reaches_the_headers_by_the_list(text):
    with pytest.raises(AccessError, match="is no origin"):
        origin_of(text)


@pytest.mark.parametrize("path", ["/", "/embed"])
def test_the_sites_on_the_list_may_frame_the_chat_and_nothing_else(guarded, asked, path):
    client, store = guarded
    for one in (client, visitor(asked, Door(origins=frozenset({PORTAL, OTHER})))):
        response = one.get(path, headers=bearer(store, "ask", "read") if one is client else {})
        assert f"frame-ancestors 'self' {OTHER} {PORTAL}" in response.headers["content-security-policy"]
        for other in ("/login", "/docs", "/v1/articles", "/nothing"):
            assert "frame-ancestors 'none'" in one.get(other, follow_redirects=False).headers["content-security-policy"]
    alone = visitor(asked).get(path).headers["content-security-policy"]
    assert alone.endswith("frame-ancestors 'self'")


def test_the_page_for_the_frame_is_open_to_all_and_holds_nothing_of_the_articles(guarded, asked):
    page = guarded[0].get("/embed")
    assert (page.status_code, f'data-origins="{OTHER} {PORTAL}"' in page.text) == (200, True)
    assert page.text.index("embed-frame.js") < page.text.index("gradio_config")
    for article in asked.index.articles.values():
        words = [article.title, article.id, *article.authors, article.text[:12], article.text[-12:]]
        assert [word for word in words if word in page.text] == []
    assert [question for question in asked.index.examples if question in page.text] == []
    for path in ("/config", "/gradio_api/info", "/"):
        assert guarded[0].get(path).status_code == 401
