"""The articles hold what the newspaper pages print: nothing lost, nothing added."""

from collections import Counter
from pathlib import Path

import pytest
import yaml

CORPUS = Path(__file__).parents[1] / "corpus"
ARTICLES = sorted((CORPUS / "articles").glob("*.md"))
PAGES = sorted((CORPUS / "pages").glob("*.txt"))
GAP = "<!-- gap -->"
DAMAGE = "\ufffd"


def read(path: Path) -> tuple[dict, str]:
    """Front matter and body of an article."""
    opening, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    assert opening == ""
    return yaml.safe_load(front), body


def without_blanks(text: str) -> str:
    return "".join(text.split())


def printed(body: str, gap: str = "") -> str:
    """What the page prints of a body, without blanks and heading marks, with `gap` where text is lost."""
    lines = (line.lstrip("#") if line.startswith("#") else line for line in body.split("\n"))
    return without_blanks("\n".join(gap if line == GAP else line for line in lines))


def bodies_of(page: Path, articles: list[Path]) -> list[str]:
    found = (read(path) for path in articles)
    return [body for front, body in found if front["source"] == f"pages/{page.name}"]


def differences(page: Path, articles: list[Path]) -> tuple[Counter, Counter]:
    """The characters that the articles lost, and those that they added."""
    of_page = Counter(without_blanks(page.read_text(encoding="utf-8").replace(DAMAGE, "")))
    of_articles = Counter("".join(printed(body) for body in bodies_of(page, articles)))
    return of_page - of_articles, of_articles - of_page


def misplaced_lines(page: Path, articles: list[Path]) -> list[str]:
    """Lines of a page that do not stand whole in exactly one article. No line may run across a gap."""
    texts = [printed(body, gap=DAMAGE) for body in bodies_of(page, articles)]
    lines = (without_blanks(line.replace(DAMAGE, "")) for line in page.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line and sum(line in text for text in texts) != 1]


def test_there_are_articles_and_pages():
    assert len(ARTICLES) == 4
    assert len(PAGES) == 2


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_nothing_of_a_page_is_lost_or_added(page):
    lost, added = differences(page, ARTICLES)
    assert (dict(lost), dict(added)) == ({}, {})


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_every_line_stands_in_one_article(page):
    assert misplaced_lines(page, ARTICLES) == []


def test_every_page_is_a_source_and_every_source_a_page():
    assert {read(path)[0]["source"] for path in ARTICLES} == {f"pages/{page.name}" for page in PAGES}


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_front_matter_repeats_what_the_body_prints(path):
    front, body = read(path)
    assert front["language"] == "zh"
    assert [line.removeprefix("# ") for line in body.split("\n") if line.startswith("# ")] == [front["title"]]
    assert front["authors"]
    byline = body.strip().split("\n\n")[-1]
    assert all(author in byline for author in front["authors"])
    assert ("newspaper" in front) == ("城市晚报" in body)
    assert front.get("newspaper", "城市晚报") in {"城市晚报"}


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_one_paragraph_a_line_and_a_blank_line_between(path):
    body = read(path)[1]
    assert body.endswith("\n")
    lines = body[:-1].split("\n")
    assert all(lines[::2])
    assert not any(lines[1::2])
    assert all(line == line.strip() for line in lines)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("12736人", "12763人"),
        ("53个贫困村出列，", ""),
        (GAP, "界认可"),
        ("新建和改建；162个行政村文化活动室", "162个行政村文化活动室新建和改建；"),
    ],
)
def test_the_checks_see_an_altered_article(tmp_path, old, new):
    original = CORPUS / "articles" / "taobei-better-life.md"
    text = original.read_text(encoding="utf-8")
    assert text.count(old) == 1
    altered = tmp_path / original.name
    altered.write_text(text.replace(old, new), encoding="utf-8")
    (page,) = (page for page in PAGES if page.name == read(original)[0]["source"].removeprefix("pages/"))
    articles = [altered if path == original else path for path in ARTICLES]
    assert any(differences(page, articles)) or misplaced_lines(page, articles)


def test_the_checks_see_a_paragraph_in_the_wrong_article(tmp_path):
    first, second = (
        CORPUS / "articles" / f"{name}.md" for name in ("heming-lake-star-cleaning", "taobei-craftsman-spirit")
    )
    paragraph = "年初以来，全区已投入扶贫资金3.9亿元，新建产业项目110个，"
    for path in (first, second):
        text = path.read_text(encoding="utf-8").replace(paragraph, "")
        (tmp_path / path.name).write_text(text + ("\n" + paragraph if path == first else ""), encoding="utf-8")
    moved = [tmp_path / path.name if path in (first, second) else path for path in ARTICLES]
    (page,) = (page for page in PAGES if page.name == read(first)[0]["source"].removeprefix("pages/"))
    assert differences(page, moved) == (Counter(), Counter())
    assert misplaced_lines(page, moved)
