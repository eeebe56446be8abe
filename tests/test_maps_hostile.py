"""No text of a unit, a border or a title runs or breaks the page; each is shown as written."""

from dataclasses import replace

import pandas as pd
import pytest
from toy_border import at_distances, toy_border

from csbm.geo.zones.zone import Band, InspectionZone, line_index
from csbm.maps.assembly import zone_page_content
from csbm.maps.page import render_page

RUN = "window.pwned=1"

HOSTILE = (
    # a second parse as a template, on the side that renders
    "{{ 7*7 }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{% for i in range(9) %}x{% endfor %}",
    "{# 3rd bde #}",
    "a {{ b",
    "{% raw %}",
    "}} {{",
    "{%- include '/etc/passwd' -%}",
    "${7*7}",
    f"${{{RUN}}}",
    "#{7*7}",
    "<%= 7*7 %>",
    # markup, in every way to start a script
    f"<script>{RUN}</script>",
    f"</script><script>{RUN}</script>",
    f"</ScRiPt ><script>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f'"><img src=x onerror="{RUN}">',
    f"'><img src=x onerror='{RUN}'>",
    f"<svg onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<body onload={RUN}>",
    f'<iframe srcdoc="<script>parent.{RUN}</script>"></iframe>',
    f"<details open ontoggle={RUN}>",
    f"<math><mtext></p><img src=x onerror={RUN}>",
    f"<a href='javascript:{RUN}'>x</a>",
    f"<form action='javascript:{RUN}'><button>x",
    f"<base href='https://example.org/'><img src=x onerror={RUN}>",
    f"<meta http-equiv=refresh content='0;url=javascript:{RUN}'>",
    "<link rel=stylesheet href=https://example.org/x.css>",
    "<style>*{display:none!important}</style>",
    "<!--",
    "-->",
    "<!--<script>",
    "]]>",
    "<![CDATA[x]]>",
    "</title><script>window.pwned=1</script>",
    "</style><script>window.pwned=1</script>",
    "</textarea><script>window.pwned=1</script>",
    "<noscript><p title='</noscript><img src=x onerror=window.pwned=1>'>",
    "<plaintext>",
    "<template><script>window.pwned=1</script></template>",
    # entities: shown as written, never decoded
    "&lt;script&gt;",
    "&#60;img src=x onerror=window.pwned=1&#62;",
    "&amp;amp;",
    "&nbsp;&copy",
    # ways out of a string of a script
    f"';{RUN}//",
    f'";{RUN}//',
    f"`;{RUN}//",
    f"\\';{RUN}//",
    "\\",
    "\\u003cimg src=x\\u003e",
    "line one\nline two",
    "carriage\rreturn\r\n",
    "tab\there",
    "\u2028separator\u2029",
    "\x00nul\x00",
    "\x1b[31mred\x7f",
    "\ufeffmark",
    # addresses
    f"javascript:{RUN}",
    f"  JaVaScRiPt:{RUN}",
    f"java\nscript:{RUN}",
    f"data:text/html,<script>{RUN}</script>",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "//example.org/x",
    # spreadsheets, names every object has, scripts that run the other way, half characters
    "=cmd|' /C calc'!A0",
    "+1+1",
    "@SUM(1)",
    "__proto__",
    "constructor",
    "toString",
    "\u202egnp.exe\u202c",
    "سلام דוד",
    "Z̸̡̛a̷l̶g̵o̴",
    "👩‍👩‍👧‍👦🏴‍☠️",
    "half \ud83d of a pair",
    "x" * 3000,
    " ",
    "'",
    '"',
)

UNIT_FIELDS = (
    *("name", "name_local", "country", "kind", "branch", "echelon", "settlement", "located_in"),
    *("source_title", "source_url", "source_date", "valid_from", "valid_to"),
)

WATCH = """
window.pwned = 0;
for (const name of ["alert", "confirm", "prompt"]) window[name] = () => { window.pwned = 1; };
"""

READ_EACH = """
async () => {
  const next = (done) => requestAnimationFrame(() => requestAnimationFrame(done));
  const found = [];
  while (!document.getElementById("list-more").hidden) document.getElementById("list-more").click();
  for (const row of [...document.querySelectorAll("#list-body tr")]) {
    const button = row.querySelector("button");
    button.click();
    await new Promise(next);
    const popup = document.querySelector(".popup");
    const text = (selector) => popup.querySelector(selector)?.textContent ?? "";
    const link = popup.querySelector(".source a");
    found.push({
      index: Number(row.dataset.index), listed: button.textContent,
      heading: text("h3"), local: text(".local"),
      what: text(".what"), reason: text(".reason"), source: text(".source"), facts: text(".facts"),
      href: link ? link.href : null, name: popup.getAttribute("aria-label"),
    });
  }
  return found;
}
"""


READ_FRAME = """
() => ({
  title: document.getElementById("title").textContent,
  method: [...document.querySelectorAll("#method dd, #method dt")].map((node) => node.textContent),
  cards: [...document.querySelectorAll(".card h3")].map((node) => node.textContent),
  foot: document.getElementById("foot").textContent,
  links: [...document.querySelectorAll("#method a")].map((node) => node.href),
})
"""


def hostile_units() -> pd.DataFrame:
    """One unit per string, every word of it that string."""
    count = len(HOSTILE)
    # As plain objects: the string type of pandas cannot hold half a character, a reader might.
    frame = pd.DataFrame(dict.fromkeys(UNIT_FIELDS, HOSTILE), dtype=object)
    frame["id"] = pd.Series(HOSTILE, dtype=object)
    frame["side"] = ["BLR", "POL"] * (count // 2) + ["BLR"] * (count % 2)
    frame["lon"] = [23.6 + (0.3 if side == "BLR" else -0.3) for side in frame["side"]]
    frame["lat"] = [52.1 + 1.7 * at / count for at in range(count)]
    frame["position_accuracy_m"] = 500.0
    return frame


def shown(text: str) -> str:
    """Return how a browser holds a text: half a character cannot be kept by any."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def run_nothing(page: object) -> None:
    assert page.evaluate("window.pwned") == 0
    stray = "img[onerror], [onload], iframe, form, base, object, embed, [href^='javascript:' i]"
    assert page.evaluate(f"document.querySelectorAll({stray!r}).length") == 0


def test_there_are_more_than_sixty_hostile_strings() -> None:
    assert len(set(HOSTILE)) == len(HOSTILE) >= 60


@pytest.mark.browser
def test_a_hostile_unit_is_shown_as_written_in_list_and_popup(example, quiet) -> None:
    units = hostile_units()
    content = example(units)
    content.units["reason"] = pd.Series(HOSTILE, dtype=object)
    page = quiet.open(render_page(content), first=WATCH)
    found = page.evaluate(READ_EACH)
    run_nothing(page)
    assert len(found) == len(HOSTILE)
    for entry in found:
        text = HOSTILE[entry["index"]]
        assert entry["listed"] == text or text != shown(text)
        assert entry["heading"] == entry["name"] == entry["listed"]
        assert entry["local"] == entry["reason"] == entry["listed"]
        assert entry["what"] == " · ".join([entry["listed"]] * 3)
        assert entry["source"].startswith(f"Source: {entry['listed']}, ")
        assert entry["listed"] in entry["facts"]
        assert entry["href"] is None


@pytest.mark.browser
def test_only_addresses_of_web_pages_become_links(example, quiet) -> None:
    units = example().units.iloc[:3].copy()
    units["source_url"] = [
        "https://example.org/<b>",
        "http://example.org/a b",
        "ftp://example.org/",
    ]
    page = quiet.open(render_page(example(units)))
    found = page.evaluate(READ_EACH)
    hrefs = {entry["index"]: entry["href"] for entry in found}
    assert hrefs[0] == "https://example.org/%3Cb%3E"
    assert hrefs[1] == "http://example.org/a%20b"


def show_everywhere(example, quiet, text: str, name: str) -> None:
    """Open a page whose title, border, parties and provenance are one text, and read it back."""
    base = example()
    fields = ("title", "release", "licence", "attribution", "viewpoint", "url")
    source = replace(base.border.source, **dict.fromkeys(fields, text))
    content = replace(
        base,
        title=text,
        border=replace(base.border, source=source),
        party_names={"BLR": text, "POL": text},
        provenance={text: text, "list": [text], "tree": {"inner": {text: text}}},
    )
    page = quiet.open(render_page(content), name=name, first=WATCH)
    for tab in ("method", "kinds", "depths"):
        page.click(f"#tab-{tab}")
    run_nothing(page)
    read = page.evaluate(READ_FRAME)
    held = read["title"]
    assert held == text or text != shown(text)
    assert read["cards"] == [held, held]
    assert held in read["foot"]
    assert sum(one == held for one in read["method"]) >= 5
    assert read["links"] == []
    quiet.contexts.pop().close()


@pytest.mark.browser
def test_hostile_titles_borders_and_provenance_are_shown_as_written(example, quiet) -> None:
    for at, step in enumerate((1, -1)):
        text = " ¦ ".join(one for one in HOSTILE[::step] if len(one) < 1000)
        show_everywhere(example, quiet, text, f"{at}.html")


@pytest.mark.browser
def test_hostile_categories_are_shown_as_written_in_table_legend_list_and_popup(quiet) -> None:
    border = toy_border()
    # A table of pandas holds no half character, nor can a regime file.
    names = [one for one in HOSTILE if len(one) < 1000 and one == shown(one)]
    zone = InspectionZone(
        border=border,
        bands=tuple(Band("AAA", 5.0, name) for name in names),
        tripoint="round",
        tolerance_m=1000.0,
        index=line_index(border),
    )
    content = zone_page_content(
        zone,
        at_distances([3.0], []),
        third_states=False,
        title=names[0],
        provenance={"regime": dict.fromkeys(names, "x")},
    )
    page = quiet.open(render_page(content), first=WATCH)
    page.click("#list-body button")
    run_nothing(page)
    for place in ("#bands .category", "#legend-list .category", ".by-band .category"):
        found = page.locator(place).evaluate_all("all => all.map((one) => one.textContent)")
        assert found == names
    label = page.locator(".band-marks").get_attribute("aria-label")
    assert all(name in label for name in names if "\n" not in name and "\r" not in name)


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("at", range(len(HOSTILE)))
def test_each_hostile_string_alone_is_shown_as_written_everywhere(example, quiet, at) -> None:
    show_everywhere(example, quiet, HOSTILE[at], "page.html")
