"""The four facts about folium that shape the page: shown on plain folium, mended in ours."""

import re

import folium
import pytest
from branca.element import CssLink, JavascriptLink

from csbm.common.errors import CsbmError
from csbm.maps.figure import BUNDLED, RawSlot, asset, map_figure
from csbm.maps.page import render_page

TEMPLATE = "{{ 7 * 191 }}"
HARMLESS = "{# 3rd bde #}"
MARKUP = "<img src=x onerror=window.pwned=1>"


def plain_folium(text: str) -> str:
    """The map that anybody would write."""
    plain = folium.Map(location=[53, 24])
    folium.Marker([53, 24], popup=text, tooltip=text).add_to(plain)
    return plain.get_root().render()


def named_unit(example, text: str) -> str:
    units = example().units.copy()
    units["name"] = text
    return render_page(example(units))


def test_fact_1_text_is_no_template(example) -> None:
    assert "1337" in plain_folium(TEMPLATE)
    ours = named_unit(example, TEMPLATE)
    assert "1337" not in ours
    assert TEMPLATE in ours


def test_fact_1_harmless_braces_stay(example) -> None:
    assert HARMLESS not in plain_folium(HARMLESS)
    assert HARMLESS in named_unit(example, HARMLESS)
    assert "a {{ b" in named_unit(example, "a {{ b")


@pytest.mark.browser
def test_fact_2_text_is_no_markup(example, quiet, browser, tmp_path) -> None:
    bare = tmp_path / "plain.html"
    # Without its network plain folium draws nothing; its own Leaflet is put back to see it run.
    html = re.sub(
        r'<(script|link)[^>]*(src|href)="https?:[^>]*>(</script>)?', "", plain_folium(MARKUP)
    )
    html = html.replace(
        "<head>",
        f"<head><script>window.$ = (html) => [Object.assign(document.createElement('div'), "
        f"{{innerHTML: html}})];{asset('leaflet.js')}</script>",
        1,
    )
    bare.write_text(html, encoding="utf-8")
    page = browser.new_page()
    page.goto(bare.as_uri())
    page.wait_for_function("window.pwned === 1", timeout=5000)
    page.close()

    ours = quiet.open(named_unit(example, MARKUP), first="window.pwned = 0")
    ours.click("#list-body button")
    assert ours.text_content(".popup h3") == MARKUP
    assert ours.evaluate("window.pwned") == 0


def test_fact_3_nothing_is_linked(example) -> None:
    links = re.compile(r'<(?:script|link|img)[^>]*(?:src|href)="?[^">]+')
    assert len(links.findall(plain_folium("x"))) >= 10
    assert links.findall(render_page(example())) == []


def test_fact_3_a_link_nobody_bundled_is_an_error() -> None:
    slot = RawSlot()
    with pytest.raises(CsbmError, match="under the name 'heatmap'"):
        slot.add_child(JavascriptLink("https://example.org/heat.js"), name="heatmap")
    with pytest.raises(CsbmError, match="not bundled"):
        slot.add_child(CssLink("https://example.org/heat.css"), name="heat_css")


def test_fact_3_other_maps_keep_their_own_links() -> None:
    before = list(folium.Map.default_js), list(folium.Map.default_css)
    map_figure()
    assert (list(folium.Map.default_js), list(folium.Map.default_css)) == before


def test_fact_4_the_same_content_gives_the_same_bytes(example) -> None:
    assert plain_folium("x") != plain_folium("x")
    assert render_page(example()) == render_page(example())


def test_folium_builds_the_map() -> None:
    script = "".join(map_figure().code.texts)
    assert 'L.map(\n                "map_csbm"' in script
    assert "csbm.start(map_csbm);" in script


@pytest.mark.parametrize("name", sorted(BUNDLED.values()))
def test_a_bundled_asset_names_no_other_file(name) -> None:
    text = asset(name)
    assert "sourceMappingURL" not in text
    assert not re.findall(r"url\((?!['\"]?(?:data:|#))", text)
