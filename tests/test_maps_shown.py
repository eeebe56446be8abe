"""The page as an object: in a real notebook kernel it hands over a frame, and the frame works."""

import html
import os
import re

import pytest

import csbm
from csbm.common.errors import UsageError
from csbm.maps.map_page import MapPage
from csbm.maps.page import render_page

CELL = """
import csbm
csbm.map_page(csbm.inspection_zone(csbm.Border.between("AND", "ESP"), 3, tolerance_m=50.0))
"""


@pytest.mark.slow
def test_a_real_kernel_is_handed_the_page_in_a_frame() -> None:
    try:
        import nbclient
        import nbformat
    except ImportError:
        if os.environ.get("CI"):
            pytest.fail("nbclient is not installed")
        pytest.skip("nbclient is not installed")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CELL)])
    nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    (output,) = notebook.cells[0]["outputs"]
    shown = output["data"]["text/html"]
    assert shown.startswith("<iframe srcdoc=")
    assert output["data"]["text/plain"] == "MapPage(height_px=640)"
    page = html.unescape(re.search(r'srcdoc="(.*?)"', shown, re.DOTALL).group(1))
    assert page.startswith("<!DOCTYPE html>")
    assert "Andorra" in page


@pytest.mark.browser
def test_in_its_frame_the_page_lives_and_cannot_reach_the_notebook(example, browser) -> None:
    shown = MapPage(render_page(example(title='"quoted" </iframe> & title')))
    context = browser.new_context(viewport={"width": 1300, "height": 900})
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.set_content(f"<p id=outside>notebook</p>{shown._repr_html_()}<p>below</p>")
    frame = page.frame_locator("iframe")
    frame.locator("html.ready").wait_for(state="attached")
    assert frame.locator("h1").text_content() == '"quoted" </iframe> & title'
    frame.locator("#slider-0").fill("0")
    frame.locator("#list-body button").first.click()
    assert frame.locator(".popup h3").text_content() == "Border Post"
    assert frame.locator("#depth-now").text_content() == "30 km"
    page.wait_for_timeout(300)
    inside = page.frames[1]
    assert (
        inside.evaluate("() => { try { return parent.document.title; } catch { return 'no'; } }")
        == "no"
    )
    assert page.locator("iframe").get_attribute("height") == "640"
    assert said == []
    context.close()


def test_a_page_is_saved_whole_or_refused(tmp_path) -> None:
    shown = MapPage("<!DOCTYPE html>")
    assert shown.save(tmp_path / "page.html").read_text("utf-8") == "<!DOCTYPE html>"
    with pytest.raises(UsageError, match=r"saved as \.html, \.png or \.pdf"):
        shown.save(tmp_path / "page.doc")
    assert len(list(tmp_path.iterdir())) == 1


def test_the_map_is_a_public_name_and_loads_no_command_line() -> None:
    assert "map_page" in csbm.__all__
    assert csbm.map_page.__module__ == "csbm.api.map_page"
    assert csbm.MapPage is MapPage
