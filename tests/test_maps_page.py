"""The page is one safe file: everything in it, nothing from elsewhere, only its script runs."""

import base64
import hashlib
import json
import re
from dataclasses import replace

import pytest

from csbm.common.errors import UsageError
from csbm.maps.messages import message_data, messages
from csbm.maps.page import render_page
from csbm.words.languages import LANGUAGES, plural_categories

SCRIPTS = re.compile(r"<script>(.*?)</script>", re.DOTALL)
DATA = re.compile(r'<script type="application/json" id="csbm-data">(.*?)</script>', re.DOTALL)


def policy_of(html: str) -> dict[str, str]:
    text = re.search(r'Content-Security-Policy" content="([^"]+)"', html).group(1)
    return {rule.split(" ", 1)[0]: rule.split(" ", 1)[1] for rule in text.split("; ")}


def test_the_policy_names_every_script_by_hash_and_allows_no_other(example) -> None:
    html = render_page(example())
    digests = {
        "'sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() + "'"
        for script in SCRIPTS.findall(html)
    }
    policy = policy_of(html)
    assert set(policy["script-src"].split()) == digests
    assert policy["default-src"] == policy["connect-src"] == "'none'"
    assert policy["base-uri"] == policy["form-action"] == "'none'"
    assert policy["img-src"] == "data: blob:"


def test_there_are_no_other_scripts_and_no_handlers_in_the_markup(example) -> None:
    html = render_page(example())
    # Data and messages; and in the page's own script the words that a copy of it is made with.
    assert len(re.findall(r"<script", html)) == len(SCRIPTS.findall(html)) + 3
    markup = re.sub(r"<(script|style)[^>]*>.*?</\1>", "", html, flags=re.DOTALL)
    assert not re.findall(r"\son\w+\s*=", markup)


def test_the_data_hold_no_character_that_ends_a_script(example) -> None:
    units = example().units.copy()
    units["name"] = "</script><!--&\u2028"
    raw = DATA.search(render_page(example(units))).group(1)
    assert not set("<>&\u2028\u2029") & set(raw)
    data = json.loads(raw)
    assert data["units"]["text"]["name"]["words"] == ["</script><!--&\u2028"]


def test_distances_are_whole_metres_and_statuses_pythons_own(example) -> None:
    content = example()
    data = json.loads(DATA.search(render_page(content)).group(1))
    metres = [round(km * 1000) for km in content.units["distance_km"]]
    assert data["units"]["distance_m"] == metres
    status = data["units"]["text"]["status"]
    assert [status["words"][at] for at in status["at"]] == list(content.units["status"])


def test_drawing_is_simplified_but_areas_are_not(example) -> None:
    content = example()
    data = json.loads(DATA.search(render_page(content)).group(1))
    drawn = data["steps"][2]["parts"]
    assert [part["area_km2"] for part in drawn] == [
        part.area_km2 for part in content.steps[2].parts
    ]
    assert data["tolerance_m"] >= 40


def test_a_page_without_units_has_a_zone(example) -> None:
    data = json.loads(DATA.search(render_page(example(example().units.iloc[:0]))).group(1))
    assert data["units"]["count"] == 0
    assert len(data["steps"]) == 4


def test_a_page_needs_a_step_for_the_depth_it_opens_with(example) -> None:
    with pytest.raises(UsageError, match="opens at 70 km for BLR"):
        replace(example(), depth_km={"BLR": 70.0, "POL": 80.0})
    with pytest.raises(UsageError, match="at least one depth"):
        replace(example(), steps=[])


def test_units_need_the_columns_of_a_coverage(example) -> None:
    with pytest.raises(UsageError, match="lack the columns distance_km, status"):
        replace(example(), units=example().units.drop(columns=["distance_km", "status"]))


def test_a_missing_value_is_shown_as_missing(example) -> None:
    content = example()
    content.units.loc[0, ["distance_km", "azimuth_deg"]] = float("nan")
    content.units.loc[0, "name_local"] = None
    data = json.loads(DATA.search(render_page(content)).group(1))
    assert data["units"]["distance_m"][0] is None
    assert data["units"]["azimuth_deg"][0] is None
    local = data["units"]["text"]["name_local"]
    assert (local["words"][local["at"][0]] if isinstance(local, dict) else local[0]) == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_of_the_page_has_the_plural_forms_it_needs(language) -> None:
    said = messages()
    for key, english in said["en"].items():
        message = said[language][key]
        assert isinstance(message, dict) == isinstance(english, dict), key
        if isinstance(message, dict):
            assert set(message) == set(plural_categories(language)), key
            assert all(text.strip() for text in message.values()), key


@pytest.mark.parametrize("language", [name for name in LANGUAGES if name != "en"])
def test_a_language_is_translated(language) -> None:
    said = messages()
    same = [key for key, text in said[language].items() if text == said["en"][key]]
    assert set(same) <= {
        *("column.distance", "column.status", "exercise.status", "kind.radar"),
        *("unit.km", "unit.km2", "border.licence"),
    }


def test_the_choice_of_languages_is_the_table(example) -> None:
    html = render_page(example())
    shown = re.findall(r'<option value="(\w+)" lang="\1">([^<]+)</option>', html)
    assert [(code, name.casefold()) for code, name in shown] == [
        (code, row.own_name.casefold()) for code, row in LANGUAGES.items()
    ]
    raw = re.search(r'id="csbm-messages">(.*?)</script>', html, re.DOTALL).group(1)
    assert json.loads(raw) == message_data()
    assert set(json.loads(raw)["unread"]) == set(LANGUAGES) - {"en"}


def test_a_page_beside_land_that_nobody_claims_or_nobody_knows_is_made() -> None:
    import csbm

    for pair in ("EGY-SDN", "KAZ-RUS"):  # Bir Tawil; water of which the source does not say whose
        zone = csbm.inspection_zone(csbm.Border.between(*pair.split("-")), depth_km=20)
        page = csbm.map_page(zone)
        assert '"engine":{' in page.html
