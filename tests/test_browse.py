"""The pages on which all articles are found and read: what they show, and to whom; an article's text stays text."""

import re
from types import SimpleNamespace
from urllib.parse import urljoin

import pytest
from fastapi.testclient import TestClient

from taobeiqa.corpus.passages import passages
from taobeiqa.errors import QuestionError
from taobeiqa.records import Hit
from taobeiqa.serving.access import needed
from taobeiqa.serving.server import STRICT_HEADERS, create_app
from taobeiqa.text.script import fold
from tests.rest import PAGE, SITE, bearer, locked
from tests.test_chat_panel import HOSTILE, Text, article

SLUG = "taobei-better-life"


def shelf_of(*articles):
    """A pipeline that finds the passages that a text stands in."""
    found = [passage for each in articles for passage in passages(each)]

    def search(question, top_k=5):
        if len(question) > 1000:
            raise QuestionError("Too long.")
        hits = [passage for passage in found if fold(question) in fold(passage.text)][:top_k]
        return [Hit(rank, passage, 1 / rank) for rank, passage in enumerate(hits, start=1)]

    index = SimpleNamespace(articles={each.id: each for each in articles}, translations={}, examples=())
    return SimpleNamespace(index=index, search=search)


def get(client, path, language="zh-CN", **headers):
    answer = client.get(path, headers={"Accept-Language": language, **headers})
    return answer, Text(
        re.sub(
            r"<meta[^>]*>|<link[^>]*>|<input[^>]*>|<!doctype html>|<style>.*?</style>", "", answer.text, flags=re.DOTALL
        )
    )


def links(shown):
    return [(attributes["href"], text) for name, attributes, text in shown.elements if name == "a"]


def test_every_article_is_listed_with_what_is_known_of_it(client, corpus):
    answer, shown = get(client, "/articles")
    assert answer.status_code == 200
    rows = shown.inside("li")
    assert len(rows) == len(corpus.articles)
    [row] = [row for row in rows if "洮北区助力贫困群众走向美好生活" in row]
    assert "文／孙红、于天慧、徐文君 · 中文 · 17 段" in row
    assert (f"articles/{SLUG}", "洮北区助力贫困群众走向美好生活") in links(shown)
    assert {name: answer.headers[name] for name in STRICT_HEADERS} == STRICT_HEADERS
    assert "script" not in answer.headers["content-security-policy"]
    assert not {"script", "img", "link", "iframe"} & {name for name, _, _ in shown.elements}


@pytest.mark.parametrize(
    ("path", "accepted", "lang", "heading"),
    [
        ("/articles", "zh-CN", "zh-Hans", "全部文章"),
        ("/articles", "zh-TW,zh;q=0.9", "zh-Hant", "全部文章"),
        ("/articles", "fr", "en", "All articles"),
        ("/articles?lang=zh-Hant", "en", "zh-Hant", "全部文章"),
        ("/articles?lang=%3Cb%3E", "en", "en", "All articles"),
    ],
)
def test_the_interface_speaks_what_the_address_or_the_browser_says(client, path, accepted, lang, heading):
    answer, shown = get(client, path, accepted)
    assert shown.inside("h1") == [heading]
    assert [attributes["lang"] for name, attributes, _ in shown.elements if name == "html"] == [lang]
    kept = [href for href, _ in links(shown) if href.startswith("articles/")]
    assert all(href.endswith("?lang=zh-Hant") for href in kept) == ("lang=zh-Hant" in path)
    assert "Accept-Language" in answer.headers["vary"]


@pytest.mark.parametrize(
    "path", ["/articles", "/articles?q=villages&lang=en", "/articles?page=2", f"/articles/{SLUG}?lang=zh-Hans"]
)
@pytest.mark.parametrize("prefix", ["", "/portal/qa"])
def test_every_link_stays_under_a_prefix(client, corpus, path, prefix):
    base, articles = f"https://site.example{prefix}", [each.id for each in corpus.articles]
    _, shown = get(client, path)
    addresses = [href for href, _ in links(shown)]
    addresses += [attributes["action"] for name, attributes, _ in shown.elements if name == "form"]
    found = {
        urljoin(base + path, address).removeprefix(base).partition("?")[0].partition("#")[0] for address in addresses
    }
    assert found <= {"/", "/articles", path.partition("?")[0], *(f"/articles/{each}" for each in articles)}
    assert {"/", "/articles"} <= found


def test_an_article_is_read_with_its_translation_and_each_sentence_can_be_linked_to(client, corpus):
    of = next(each for each in corpus.articles if each.id == SLUG)
    _, shown = get(client, f"/articles/{SLUG}", "en")
    anchors = {
        attributes["id"]: text for _, attributes, text in shown.elements if attributes.get("id", "").startswith("c")
    }
    assert len(anchors) > 30
    assert all(of.text.startswith(text, int(name[1:])) for name, text in anchors.items())
    assert {f"c{sentence[0]}" for passage in passages(of) for sentence in passage.sentences} <= set(anchors)
    assert any("53 poor villages" in text for text in shown.inside("p", "beneath"))
    _, plain = get(client, f"/articles/{SLUG}", "zh-CN")
    assert plain.inside("p", "beneath") == []
    assert ("?translation=1", "对照译文") in links(plain)
    assert "Text lost on the printed page" in shown.text


def test_an_article_that_is_not_there(client):
    answer, shown = get(client, "/articles/no-such", "en")
    assert (answer.status_code, shown.inside("h1")) == (404, ["There is no such article"])


def test_a_search_finds_titles_and_passages_with_their_place(client):
    _, shown = get(client, "/articles?q=贫困村出列", "zh-TW")
    assert "最相近的段落" in shown.inside("h2")
    assert any("贫困村" in text for text in shown.inside("mark"))
    assert any(re.fullmatch(rf"articles/{SLUG}#c\d+", href) for href, _ in links(shown))
    _, shown = get(client, "/articles?q=better%20LIFE", "en")
    assert shown.inside("h2")[0] == "Articles with such a title"
    assert "Taobei District Helps Its Poor Towards a Better Life" in shown.text


def test_traditional_and_full_width_words_find_and_are_marked():
    of = article("# 题\n\n全区共53个贫困村出列。", title="贫困村２０１９")
    client = TestClient(create_app(shelf_of(of)), base_url=SITE)
    _, shown = get(client, "/articles?q=貧困村")
    assert set(shown.inside("mark")) == {"贫困村"}
    assert len(shown.inside("li")) == 2


@pytest.mark.parametrize(
    ("query", "status", "line"), [("x" * 1001, 422, "问题没法查找"), ("无此词句", 200, "没有找到"), ("  ", 200, "题")]
)
def test_a_search_that_finds_nothing_says_so(query, status, line):
    client = TestClient(create_app(shelf_of(article("# 题\n\n一段。"))), base_url=SITE)
    answer = client.get("/articles", params={"q": query}, headers={"Accept-Language": "zh"})
    assert answer.status_code == status
    assert line in answer.text


def test_a_long_list_is_turned_page_by_page_newest_first():
    days = [f"2019-01-{day:02d}" for day in range(1, 32)]
    many = [article("# 题\n\n一段。", id=f"a{at}", title=f"题{at}", published=day) for at, day in enumerate(days)]
    client = TestClient(
        create_app(shelf_of(*many, article("# 题\n\n一段。", id="none", title="无日期"))), base_url=SITE
    )
    pages = [get(client, f"/articles?page={number}") for number in ("1", "2", "99", "0", "x", "²", "9" * 30)]
    titles = [[text for href, text in links(shown) if href.startswith("articles/")] for _, shown in pages]
    assert titles[0] == [f"题{at}" for at in range(30, 10, -1)]
    assert titles[1] == [*(f"题{at}" for at in range(10, -1, -1)), "无日期"]
    assert titles[2] == titles[1]
    assert all(page == titles[0] for page in titles[3:])
    assert ("articles?page=2", "下一页") in links(pages[0][1])
    assert ("articles?page=1", "上一页") in links(pages[1][1])
    assert "第 2 页，共 2 页" in pages[1][1].text


def test_html_in_an_article_and_in_a_search_is_text():
    of = article(
        f"# {HOSTILE}\n\n## {HOSTILE}\n\n贫困村{HOSTILE}。\n\n□ {HOSTILE}",
        title=HOSTILE,
        authors=(HOSTILE,),
        newspaper=HOSTILE,
        source=HOSTILE,
        url=f"javascript:{HOSTILE}",
    )
    client = TestClient(create_app(shelf_of(of)), base_url=SITE)
    for path in ("/articles", "/articles?q=贫困村", "/articles/a", f"/articles?q={HOSTILE.replace('&', '%26')}"):
        _, shown = get(client, path)
        assert HOSTILE in shown.text
        assert not {"script", "img"} & {name for name, _, _ in shown.elements}
        assert not any(href.startswith("javascript") for href, _ in links(shown))


def test_whoever_may_read_may_browse_and_whoever_may_ask_too_may_search(asked, tmp_path):
    client, store = locked(asked, tmp_path)
    assert needed("/articles") == needed(f"/articles/{SLUG}") == {"read"}
    reads, asks = bearer(store, "read"), bearer(store, "ask")
    assert client.get("/articles").status_code == 401
    away = client.get("/articles", headers=PAGE, follow_redirects=False)
    assert (away.status_code, away.headers["location"].rpartition("/")[2]) == (303, "login")
    assert client.get("/articles", headers=asks).status_code == 403
    assert client.get(f"/articles/{SLUG}", headers=reads).status_code == 200
    page = client.get("/articles?q=villages", headers={**reads, "Accept-Language": "en"})
    assert "not search them" in page.text
    assert "<form" not in page.text
    assert "<form" in client.get("/articles", headers=bearer(store, "read", "ask")).text


def test_searches_count_towards_the_limit(asked, tmp_path):
    client, _ = locked(asked, tmp_path, access="open", rate=2)
    assert [client.get("/articles?q=villages").status_code for _ in range(3)] == [200, 200, 429]
