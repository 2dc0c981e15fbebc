"""The report of an evaluation in a real browser, opened as a file."""

import re
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from taobeiqa.evaluation.compare import Baseline, compare
from taobeiqa.evaluation.report.page import write_report
from taobeiqa.evaluation.report.rows import visible
from taobeiqa.evaluation.results import results, to_json
from tests.browser import DESKTOP, PHONE, chromium
from tests.reports import BROKEN, HOSTILE, evaluation, hostile, nine


@pytest.fixture(scope="module")
def browser():
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The address of a report with a comparison, by its language."""
    folder, found = tmp_path_factory.mktemp("reports"), evaluation()
    before = {row["id"]: {**row, "outcome": "right"} for row in to_json(found)["questions"]}
    comparison = compare(found, Baseline("earlier.json", before))
    return {name: write_report(found, comparison, name, folder / name).as_uri() for name in ("zh", "en")}


class Reader:
    """Somebody who opens a page, and what the browser said and asked for meanwhile."""

    def __init__(self, browser, address, **profile):
        self.context = browser.new_context(**{"viewport": DESKTOP, **profile})
        self.page = self.context.new_page()
        self.requests, self.complaints = [], []
        self.page.on("request", lambda request: self.requests.append(request.url.partition("#")[0]))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("dialog", lambda dialog: (self.complaints.append(dialog.message), dialog.dismiss()))
        self.address = address
        self.page.goto(address)
        expect(self.page.locator("#rows")).to_be_visible()

    def asked(self):
        """The questions that the table shows."""
        return self.page.locator("#rows .question").all_inner_texts()

    def counted(self, told):
        expect(self.page.locator("#matching")).to_have_text(told)

    def leave(self):
        self.context.close()
        assert set(self.requests) == {self.address.partition("#")[0]}
        assert self.complaints == []


@pytest.fixture
def reader(browser):
    readers = []

    def enter(address, **profile):
        readers.append(Reader(browser, address, **profile))
        return readers[-1]

    yield enter
    for each in readers:
        each.leave()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_opens_from_a_file_and_shows_failures_first(reader, address, language):
    guest = reader(address[language])
    page = guest.page
    guest.counted("9 / 9 题符合条件" if language == "zh" else "9 of 9 questions match")
    assert guest.asked()[:3] == ["Question far-en", "Question span-en", "塔有多高？"]
    assert guest.asked()[5:] == ["问题right-zh", "Question right-en", "问题unsaid-zh", "问题nothing-zh"]
    expect(page.locator("th[aria-sort]")).to_have_attribute("data-sort", "outcome")
    expect(page.locator("svg[role=img]")).to_have_count(4)
    # The drawings' letters are the page's, not those that they were laid out with.
    assert "Noto Sans" in page.locator("svg text").first.evaluate("node => getComputedStyle(node).fontFamily")


def test_only_failures_are_one_click_away_and_the_address_keeps_the_view(reader, address):
    guest = reader(address["en"])
    page = guest.page
    page.get_by_role("button", name="Only failures").click()
    guest.counted("5 of 9 questions match")
    expect(page.get_by_role("button", name="Only failures")).to_have_attribute("aria-pressed", "true")
    page.get_by_label("Language").select_option("zh")
    guest.counted("2 of 9 questions match")
    page.locator("th[data-sort=confidence] button").click()
    page.locator("th[data-sort=confidence] button").click()
    assert guest.asked() == ["问题refused-2-zh", "塔有多高？"]
    kept = page.url
    assert kept.endswith("#outcome=failures&language=zh&sort=confidence&order=descending")
    again = reader(kept)
    again.counted("2 of 9 questions match")
    assert again.asked() == ["问题refused-2-zh", "塔有多高？"]
    expect(again.page.locator("th[aria-sort=descending]")).to_have_attribute("data-sort", "confidence")
    assert again.page.get_by_label("Language").input_value() == "zh"
    again.page.get_by_role("button", name="Clear filters").click()
    again.counted("9 of 9 questions match")
    assert "language" not in again.page.url


def test_free_text_is_sought_in_questions_answers_and_quotations(reader, address):
    guest = reader(address["en"])
    page = guest.page
    box = page.get_by_label("Search question, answer, quotation")
    box.fill("有多高")
    guest.counted("1 of 9 questions match")
    # Where one is left it is unfolded; it was held back, and says so.
    sheet = page.locator(".sheet")
    expect(sheet).to_contain_text("Answer held back53米。")
    expect(sheet).to_contain_text("塔与桥塔高53米。TranslationThe tower is 53 m high.")
    expect(sheet).to_contain_text("Accepted answers53Expected evidence塔高53米。")
    assert sheet.locator("q").get_attribute("lang") == "zh-CN"
    box.fill("桥长 Ｑuestion")
    guest.counted("2 of 9 questions match")
    # An id alone finds that question only, though another id begins so.
    box.fill("right-zh")
    guest.counted("1 of 9 questions match")
    box.fill("no such words")
    guest.counted("No question matches.")
    assert guest.asked() == []


def test_a_reason_leads_to_its_questions(reader, address):
    guest = reader(address["en"])
    page = guest.page
    link = page.locator(".reasons").get_by_role("link", name="See in the table: Wrongly refused")
    link.click()
    guest.counted("2 of 9 questions match")
    expect(page.locator("#questions")).to_be_in_viewport()
    assert page.get_by_label("Outcome").input_value() == "wrongly refused"
    page.evaluate("scrollTo(0, 0)")
    link.click()
    expect(page.locator("#questions")).to_be_in_viewport()
    # The way back leads to the page as it was.
    page.go_back()
    guest.counted("9 of 9 questions match")
    page.locator("#worse a").first.click()
    guest.counted("1 of 9 questions match")
    # A place on the page is no view.
    page.locator("nav a").first.click()
    guest.counted("1 of 9 questions match")


def test_it_can_be_sorted_and_unfolded_by_keyboard(reader, address):
    guest = reader(address["en"])
    page = guest.page
    page.locator("th[data-sort=rank] button").focus()
    page.keyboard.press("Enter")
    ranks = page.locator("#rows td.rank").all_inner_texts()
    assert ranks == ["1", "1", "1", "1", "2", "30", "", "", ""]
    page.keyboard.press("Enter")
    # What has no rank stays last.
    assert page.locator("#rows td.rank").all_inner_texts() == ["30", "2", "1", "1", "1", "1", "", "", ""]
    first = page.locator("#rows .question").first
    first.focus()
    page.keyboard.press("Space")
    expect(first).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".sheet")).to_contain_text("Rank 30")
    page.keyboard.press("Space")
    expect(page.locator(".sheet")).to_have_count(0)


def test_of_many_questions_the_first_are_shown_and_then_the_rest(reader, tmp_path):
    many = [
        replace(one, question=replace(one.question, id=f"{one.question.id}-{place}"))
        for place in range(70)
        for one in nine()
    ]
    guest = reader(write_report(results(many, {}), None, "en", tmp_path).as_uri())
    page = guest.page
    guest.counted("630 of 630 questions match, the first 100 are shown")
    page.get_by_role("button", name="Show 400 more").click()
    guest.counted("630 of 630 questions match, the first 500 are shown")
    page.get_by_role("button", name="Show all").click()
    guest.counted("630 of 630 questions match")
    assert len(guest.asked()) == 630
    assert page.locator("#more button").count() == 0
    # The reader goes on where the new rows begin.
    assert page.evaluate("document.activeElement.closest('tr').rowIndex") == 501


@pytest.mark.parametrize("language", ["zh", "en"])
def test_hostile_text_runs_nothing_and_loads_nothing(reader, tmp_path, language):
    found = hostile()
    rows = {row["id"]: {**row, "outcome": HOSTILE, "answer": HOSTILE} for row in to_json(found)["questions"]}
    path = write_report(found, compare(found, Baseline(HOSTILE, rows)), language, tmp_path)
    guest = reader(path.as_uri())
    page = guest.page
    page.locator("[name=text]").fill(visible(f"id {HOSTILE}"))
    expect(page.locator(".sheet")).to_contain_text(visible(f"translation {HOSTILE}"))
    expect(page.locator(".sheet")).to_contain_text(visible(f"earlier {HOSTILE}"))
    expect(page.locator("#rows .question")).to_contain_text(visible(f"question {HOSTILE}"))
    page.locator("[name=tag]").select_option(visible(f"tag {HOSTILE}{BROKEN}"))
    expect(page.locator("#rows .question")).to_have_count(1)
    kept = reader(page.url)
    expect(kept.page.locator("#rows .question")).to_have_count(1)
    kept.page.locator("#better a").first.click()
    kept.page.goto(f"{path.as_uri()}#text=<img src=x onerror=alert(1)>&sort=__proto__&outcome=<b>&tag=nothing")
    assert [one.page.evaluate("[window.ran, document.images.length]") for one in (guest, kept)] == [[None, 0]] * 2


def test_a_script_that_is_not_the_pages_own_does_not_run(browser, address):
    guest = Reader(browser, address["en"])
    guest.page.evaluate(
        """() => { const script = document.createElement("script");
                  script.textContent = "window.ran = 1";
                  document.body.append(script); }"""
    )
    assert guest.page.evaluate("window.ran") is None
    assert "Content Security Policy" in guest.complaints[0]
    guest.context.close()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_prints_on_a_few_pages_with_the_details_of_failures(reader, address, language):
    guest = reader(address[language])
    page = guest.page
    printed = page.pdf(prefer_css_page_size=True)
    assert 3 <= len(re.findall(rb"/Type /Page\b", printed)) <= 8
    # A4 in points.
    assert {tuple(map(round, map(float, box.split()))) for box in re.findall(rb"/MediaBox \[([^]]*)\]", printed)} <= {
        (0, 0, 595, 842),
        (0, 0, 596, 842),
        (0, 0, 595, 843),
    }
    # After printing all is folded as it was.
    expect(page.locator(".sheet")).to_have_count(0)
    page.emulate_media(media="print")
    expect(page.locator("#filters")).to_be_hidden()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator(".sheet")).to_have_count(5)
    expect(page.locator("details:not([open])")).to_have_count(0)


def test_on_a_phone_nothing_runs_over_the_edge(reader, address):
    for language in ("zh", "en"):
        guest = reader(address[language], viewport=PHONE)
        guest.page.locator("#rows .question").nth(2).click()
        assert guest.page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        expect(guest.page.locator("#rows td.confidence").first).to_be_in_viewport(ratio=0)


def test_it_is_dark_where_the_reader_is(reader, address):
    def lightness(page, selector, what):
        colour = page.locator(selector).first.evaluate(f"node => getComputedStyle(node).{what}")
        return sum(map(float, re.findall(r"[0-9.]+", colour)[:3])) / 3

    light, dark = (reader(address["en"], color_scheme=scheme).page for scheme in ("light", "dark"))
    assert lightness(light, "html", "backgroundColor") > 200
    assert lightness(light, "svg text", "fill") < 60
    assert lightness(dark, "html", "backgroundColor") < 60
    assert lightness(dark, "svg text", "fill") > 200
    dark.emulate_media(media="print")
    assert lightness(dark, "html", "backgroundColor") > 200
