"""The language that a page opens with: as asked for, else the reader's; one chosen stays."""

import json
import re

import pytest
from click.testing import CliRunner

import csbm
from csbm.cli import main
from csbm.words.language import Words


def test_the_command_says_it_to_the_page(tmp_path):
    page = tmp_path / "a.html"
    words = ["map", "AND-ESP", "--depth", "5", "--lang", "pl", "-o", str(page)]
    assert CliRunner().invoke(main, words).exit_code == 0
    data = re.search(r'id="csbm-data">(.*?)</script>', page.read_text(encoding="utf-8"), re.DOTALL)
    assert json.loads(data[1])["language"] == "pl"
    wrong = CliRunner().invoke(main, ["map", "AND-ESP", "--lang", "xx"])
    assert wrong.exit_code == 2


@pytest.mark.browser
@pytest.mark.parametrize(("asked", "seen"), [("pl", "pl"), ("lv", "lv"), ("", "uk")])
def test_the_page_opens_in_it(browser, tmp_path, asked, seen):
    zone = csbm.inspection_zone(csbm.Border.between("AND", "ESP"), 5, tolerance_m=50.0)
    file = csbm.map_page(zone, language=asked).save(tmp_path / "a.html")
    context = browser.new_context(locale="uk-UA")
    page = context.new_page()
    page.goto(file.as_uri())
    page.wait_for_selector("html.ready")
    assert page.evaluate("document.documentElement.lang") == seen
    said = Words(seen).say("This translation has not yet been read by a native speaker.")
    assert page.locator("#method").evaluate("one => one.lastElementChild.textContent") == said
    page.goto(f"{file.as_uri()}#lang=be")
    page.reload()
    page.wait_for_selector("html.ready")
    assert page.evaluate("document.documentElement.lang") == "be"
    context.close()
