"""A run as one page: what stands in it, and that a browser shows and sorts it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import html
from scripted import agency, run, work

import agencysim as ag
from agencysim.cli import main
from agencysim.language import use
from agencysim.report import page_of, write_report

SHOP = Path(__file__).parents[2] / "scenarios" / "small_sign_shop.yaml"
CHROMIUM = shutil.which("chromium")
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
in_a_browser = pytest.mark.skipif(
    CHROMIUM is None,
    reason="NO CHROMIUM: the report was NOT opened in a browser (tools/get_browser.sh gets it)",
)


@pytest.fixture(scope="module")
def log():
    return ag.simulate(ag.load(SHOP), weeks=20)


@pytest.fixture(scope="module")
def pages(log):
    found = {}
    for code in ("en", "zh"):
        with use(code):
            found[code] = page_of(log)
    return found


@pytest.fixture(scope="module")
def short():
    """A run of one job."""
    return run(agency({"draw": work("ann")}, people={"ann": {}}))


def titles(page: str, tag: str) -> list[str]:
    return [element.text_content().strip() for element in html.fromstring(page).iter(tag)]


class TestPage:
    def test_it_has_words_pictures_and_tables(self, pages):
        page = html.fromstring(pages["en"])
        assert titles(pages["en"], "h2") == [
            "Dates",
            "Flow",
            "People and things",
            "Money and clients",
            "Quality and rules",
        ]
        assert len(page.findall(".//img")) == 10
        assert len(page.findall(".//table")) >= 12
        assert len(page.findall(".//li")) >= 3

    def test_its_tables_say_what_the_figures_say(self, log, pages):
        figures = ag.kpis(log)
        rows = [[cell.text_content() for cell in row] for row in html.fromstring(pages["en"]).iter("tr")]
        assert ["revenue", f"{figures.money.revenue:,.0f}"] in rows
        assert f"{figures.on_time.share:.1%} of {figures.on_time.due:,} due" in pages["en"]

    def test_nothing_in_it_comes_from_elsewhere(self, pages):
        for page in pages.values():
            document = html.fromstring(page)
            assert all(image.get("src").startswith("data:image/png;base64,") for image in document.iter("img"))
            assert not list(document.iter("link", "iframe", "object"))
            assert not [script for script in document.iter("script") if script.get("src")]
            assert "http://" not in page
            assert "https://" not in page

    def test_pictures_say_what_is_seen_to_those_who_cannot_see_it(self, pages):
        assert all(image.get("alt") for image in html.fromstring(pages["en"]).iter("img"))

    def test_in_chinese_all_headings_are_chinese(self, pages):
        assert html.fromstring(pages["zh"]).get("lang") == "zh"
        for heading in (*titles(pages["zh"], "h2"), *titles(pages["zh"], "caption")):
            assert any("\u4e00" <= character <= "\u9fff" for character in heading), heading

    def test_all_text_is_escaped(self):
        evil = "<script>alert('x')</script>"
        scenario = agency({evil: work("ann")}, people={"ann": {"label": evil}}, name=evil, description=evil)
        page = page_of(run(scenario))
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page

    def test_a_run_without_jobs_has_a_page_too(self):
        page = page_of(run(agency({"draw": work("ann")}, jobs=0, people={"ann": {}})))
        assert len(titles(page, "h2")) == 5

    def test_a_file_that_cannot_be_written_is_a_clear_error(self, short, tmp_path):
        with pytest.raises(ag.AgencySimError, match="cannot be written"):
            write_report(short, tmp_path / "no" / "page.html")


class TestCommand:
    @pytest.fixture
    def agencysim(self, monkeypatch, capsys):
        def call(*arguments):
            monkeypatch.setattr(sys, "argv", ["agencysim", *map(str, arguments)])
            with pytest.raises(SystemExit) as stopped:
                main()
            return stopped.value.code or 0, capsys.readouterr()

        return call

    def test_it_writes_the_page_into_the_folder_of_the_run(self, short, agencysim, tmp_path):
        short.write(tmp_path)
        code, said = agencysim("report", tmp_path)
        assert (code, said.out) == (0, f"Written to {tmp_path / 'report.html'}\n")
        assert '<html lang="en">' in (tmp_path / "report.html").read_text(encoding="utf-8")

    @pytest.mark.parametrize("asked", ["option", "locale"])
    def test_the_language_is_asked_for_or_that_of_the_locale(self, short, agencysim, tmp_path, monkeypatch, asked):
        short.write(tmp_path)
        if asked == "locale":
            monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
        code, _ = agencysim("report", tmp_path, "--out", tmp_path / "p.html", *(["--lang", "zh"] * (asked == "option")))
        assert code == 0
        assert '<html lang="zh">' in (tmp_path / "p.html").read_text(encoding="utf-8")

    def test_another_language_is_refused(self, agencysim, tmp_path):
        code, said = agencysim("report", tmp_path, "--lang", "fr")
        assert code == 2
        assert "'fr' is no language of the texts: write en (English) or zh (中文)" in said.err

    def test_a_folder_without_a_run_is_refused(self, agencysim, tmp_path):
        code, said = agencysim("report", tmp_path)
        assert code == 2
        assert "holds no whole log of a run" in said.err


@in_a_browser
class TestBrowser:
    def open(self, tmp_path, page: str, *arguments: str) -> str:
        file = tmp_path / "page.html"
        file.write_text(page, encoding="utf-8")
        profile = f"--user-data-dir={tmp_path / 'profile'}"
        command = [CHROMIUM, *FLAGS, profile, *arguments, file.as_uri()]
        return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout

    @pytest.mark.parametrize("code", ["en", "zh"])
    def test_it_is_shown(self, pages, tmp_path, code):
        picture = tmp_path / "page.png"
        self.open(tmp_path, pages[code], "--window-size=1100,3000", f"--screenshot={picture}")
        assert picture.read_bytes().startswith(b"\x89PNG")
        assert picture.stat().st_size > 100_000

    def test_it_prints_on_several_pages(self, pages, tmp_path):
        paper = tmp_path / "page.pdf"
        self.open(tmp_path, pages["en"], f"--print-to-pdf={paper}", "--no-pdf-header-footer")
        content = paper.read_bytes()
        assert content.startswith(b"%PDF")
        assert 5 <= content.count(b"/Type /Page\n") + content.count(b"/Type /Page ") <= 25

    def test_a_click_on_a_heading_sorts_by_numbers_and_another_the_other_way(self, pages, tmp_path):
        for clicks, order in ((1, 1), (2, -1)):
            click = (
                "<script>for (let n = 0; n < CLICKS; n++) for (const t of document.querySelectorAll('table'))"
                " t.tHead.rows[0].cells[1].click();</script></body>"
            ).replace("CLICKS", str(clicks))
            shown = self.open(tmp_path, pages["en"].replace("</body>", click), "--dump-dom")
            months = next(t for t in html.fromstring(shown).iter("table") if "Months (days" in t.text_content())
            values = [int(row[1].text_content().replace(",", "")) for row in months.find("tbody")]
            assert values == sorted(values, reverse=order == 1)
            assert len(set(values)) > 1
