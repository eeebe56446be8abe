"""The page drawn through an installed Chromium: a picture, a sheet of paper, or one clear line."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from pypdf import PdfReader

from csbm.cli import main
from csbm.common.errors import CsbmError, UsageError
from csbm.maps.browser import NAMES, SIZE_PX, draw_page, find_browser, open_page
from csbm.maps.page import render_page


@pytest.fixture
def bare(monkeypatch, tmp_path) -> Path:
    """A machine without any browser: a PATH with nothing on it."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CSBM_BROWSER", raising=False)
    monkeypatch.setattr("csbm.maps.browser.PLACES", ())
    return tmp_path


def program(path: Path, code: str) -> Path:
    path.write_text(f"#!{sys.executable}\n{code}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["map", *words])
    return done.exit_code, done.output


def test_without_a_browser_one_line_says_how_to_get_one(bare) -> None:
    code, said = run("--png", str(bare / "map.png"))
    assert code == 2
    assert len(said.splitlines()) == 1
    assert "apt install chromium" in said
    assert "CSBM_BROWSER" in said
    assert list(bare.iterdir()) == []


def test_a_browser_is_found_by_its_usual_names_or_as_named(bare, monkeypatch) -> None:
    for name in NAMES[:3]:
        found = program(bare / name, "")
        assert find_browser() == str(found)
        found.unlink()
    own = program(bare / "own-browser", "")
    monkeypatch.setenv("CSBM_BROWSER", str(own))
    assert find_browser() == str(own)
    monkeypatch.setenv("CSBM_BROWSER", str(bare / "missing"))
    with pytest.raises(UsageError, match="there is no such program"):
        find_browser()


def test_a_browser_that_fails_is_told_and_leaves_nothing(bare, monkeypatch) -> None:
    broken = program(bare / "broken", "import sys; sys.exit('no display')")
    monkeypatch.setenv("CSBM_BROWSER", str(broken))
    with pytest.raises(CsbmError, match="failed with exit code 1: no display"):
        draw_page("<p>", bare / "map.png", "png")
    idle = program(bare / "idle", "")
    monkeypatch.setenv("CSBM_BROWSER", str(idle))
    with pytest.raises(CsbmError, match="drew nothing"):
        draw_page("<p>", bare / "map.pdf", "pdf")
    assert sorted(path.name for path in bare.iterdir()) == ["broken", "idle"]


def test_a_browser_is_run_offline_without_a_shell_and_in_a_profile_of_its_own(
    bare, monkeypatch
) -> None:
    log = bare / "log"
    code = f"import sys; open({str(log)!r}, 'w').write('\\n'.join(sys.argv))"
    monkeypatch.setenv("CSBM_BROWSER", str(program(bare / "logs it", code)))
    target = bare / "map $(touch pwned).png"
    with pytest.raises(CsbmError):
        draw_page("<p>", target, "png")
    words = log.read_text(encoding="utf-8").splitlines()
    assert "--host-resolver-rules=MAP * ~NOTFOUND" in words
    assert any(word.startswith("--user-data-dir=") for word in words)
    assert ("--no-sandbox" in words) == (os.geteuid() == 0)
    assert "--window-size=1600,1000" in words
    assert not (bare / "pwned").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--png", "map.jpg"), "end its name in .png"),
        (("--pdf", "map.png"), "end its name in .pdf"),
        (("-o", "map.txt"), "end its name so"),
        (("--png", "no/folder/map.png"), "there is no folder"),
        (("--tiles", "https://example.org/x.png"), "give an address like"),
        (("--tiles", "https://x/'; script-src *;/{z}/{x}/{y}"), "give an address like"),
        (("--tiles", "https://example.org/{z}/{x}/{y}"), "--tiles-attribution"),
        (("--tiles-attribution", "Example"), "add --tiles"),
    ],
)
def test_what_cannot_be_made_is_refused_before_any_work(tmp_path, monkeypatch, words, said) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CSBM_BROWSER", str(program(tmp_path / "browser", "")))
    code, output = run(*words)
    assert code in {1, 2}
    assert said in output
    assert [path.name for path in tmp_path.iterdir()] == ["browser"]


def test_a_page_is_opened_in_the_readers_own_browser(tmp_path, monkeypatch) -> None:
    log = tmp_path / "opened"
    code = f"import sys; open({str(log)!r}, 'w').write(sys.argv[1])"
    opener = program(tmp_path / "opener", code)
    monkeypatch.setenv("BROWSER", f"{opener} %s")
    monkeypatch.setattr("webbrowser._tryorder", None)
    page = tmp_path / "a page.html"
    page.write_text("<p>", encoding="utf-8")
    assert open_page(page)
    assert log.read_text(encoding="utf-8") == page.as_uri()


@pytest.mark.browser
def test_a_picture_and_a_sheet_are_drawn_and_are_the_same_each_time(
    example, browser, tmp_path, monkeypatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    html = render_page(example())
    for kind in ("png", "pdf"):
        files = [tmp_path / f"{name}.{kind}" for name in ("one", "two")]
        for path in files:
            draw_page(html, path, kind)
        first, second = (path.read_bytes() for path in files)
        assert first == second
        if kind == "png":
            size = (int.from_bytes(first[16:20], "big"), int.from_bytes(first[20:24], "big"))
            assert size == SIZE_PX
        else:
            assert (
                first.count(b"/Type /Page\n") == 2
            )  # the sheet with the whole zone, then units and sources
            assert b"D:20270115" in first
    assert len(list(tmp_path.iterdir())) == 4


@pytest.mark.browser
def test_a_sheet_speaks_the_language_that_the_page_opens_in(example, browser, tmp_path) -> None:
    path = tmp_path / "sheet.pdf"
    draw_page(render_page(example(language="pl", own_title=False)), path, "pdf")
    assert "Strefa inspekcji" in PdfReader(path).pages[0].extract_text()


@pytest.mark.slow
@pytest.mark.browser
def test_every_picture_of_the_gallery_can_be_drawn(browser) -> None:
    root = Path(__file__).resolve().parent.parent
    subprocess.run(
        [sys.executable, str(root / "scripts" / "gallery.py"), "--check", "--all"], check=True
    )
