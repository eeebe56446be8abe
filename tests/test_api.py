"""The public functions: their types as a user's checker sees them, the commands' own answers."""

import inspect
import json
import re
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import folium
import pytest
from click.testing import CliRunner

import csbm
from csbm.cli import main
from csbm.maps.folium_layers import only_text

ROOT = Path(__file__).resolve().parent.parent
HOSTILE = "<img src=x onerror=hit()>`${hit()}`{{ 7*7 }}</script><script>hit()</script>\\"

PROGRAM = """
import csbm

border = csbm.Border.between("BLR", "POL")
reveal_type(border)
zone = csbm.inspection_zone(border, 80)
reveal_type(zone)
units = csbm.read_units("mine.csv")
found = csbm.coverage(zone, units, as_of="2025-01-01")
comparison = csbm.compare(border, units, depths_km=[50, 80])
reveal_type(comparison.to_frame())
reveal_type(csbm.plan(zone, units, side="BLR"))
reveal_type(csbm.reach(border))
reveal_type(csbm.screen("points.parquet", zone, "inside.parquet").kept)
reveal_type(csbm.list_regimes()[0].id)
reveal_type(csbm.write(zone, "zone.gpkg"))
csbm.folium_layers(zone, found, third_states=True)
exercises = csbm.exercises(zone, during="2025")
page = csbm.map_page(zone, units).save("zone.html")
"""
WRONG = (
    'csbm.inspection_zone(border, depth_km="80")',
    'csbm.plan(zone, cover="all")',
    "csbm.write(zone)",
    "csbm.Border.between(3, 4)",
    "csbm.no_such_name",
)
SEEN = ("Border", "InspectionZone", "DataFrame", "tuple[", "int", "str", "Path")


@pytest.fixture(scope="module")
def user(tmp_path_factory):
    """Give an environment where the wheel is installed, beside what it needs."""
    folder = tmp_path_factory.mktemp("user")
    tree = folder / "tree"
    shutil.copytree(
        ROOT,
        tree,
        ignore=shutil.ignore_patterns(
            ".git", ".venv", "node_modules", ".typing", "*cache*", ".zig", "build", "tests", "docs"
        ),
    )
    built = subprocess.run(
        [
            *(sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "-q"),
            *("-w", str(folder), str(tree)),
        ],
        check=False,
        capture_output=True,
        text=True,
    )
    assert built.returncode == 0, built.stderr
    venv.create(folder / "env", symlinks=True)
    (home,) = (folder / "env" / "lib").glob("python*/site-packages")
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(home)
    beside = next(Path(one) for one in sys.path if one.endswith("site-packages"))
    (home / "beside.pth").write_text(f"{beside}\n")
    return folder / "env" / "bin" / "python", folder


def faults_by_mypy(python, folder, program):
    file = folder / "program.py"
    file.write_text(program)
    run = subprocess.run(
        [
            *(sys.executable, "-m", "mypy", "--strict", "--python-executable", str(python)),
            *("--cache-dir", str(folder / "mypy"), "--config-file", "/dev/null", str(file)),
        ],
        check=False,
        capture_output=True,
        text=True,
        cwd=folder,
    )
    lines = run.stdout.splitlines()
    return [line for line in lines if " error: " in line], "\n".join(lines)


def test_a_users_program_passes_mypy_and_wrong_arguments_do_not(user):
    python, folder = user
    faults, told = faults_by_mypy(python, folder, PROGRAM)
    assert not faults, told
    for word in SEEN:
        assert word in told
    faults, told = faults_by_mypy(python, folder, PROGRAM + "\n".join(WRONG) + "\n")
    lines = {int(line.split(":")[1]) for line in faults}
    first = PROGRAM.count("\n") + 1
    assert lines == set(range(first, first + len(WRONG))), told


@pytest.mark.slow
def test_a_users_program_passes_pyright_and_wrong_arguments_do_not(user):
    pyright = ROOT / "node_modules" / ".bin" / "pyright"
    if not pyright.exists():
        pytest.skip("npm ci was not run")
    python, folder = user
    file = folder / "checked.py"
    (folder / "pyrightconfig.json").write_text("{}")
    for program, wrong in ((PROGRAM, 0), (PROGRAM + "\n".join(WRONG) + "\n", len(WRONG))):
        file.write_text(program)
        run = subprocess.run(
            [str(pyright), "--outputjson", "--pythonpath", str(python), str(file)],
            check=False,
            capture_output=True,
            text=True,
            cwd=folder,
        )
        told = json.loads(run.stdout)["generalDiagnostics"]
        faults = [one for one in told if one["severity"] == "error"]
        assert len({one["range"]["start"]["line"] for one in faults}) == wrong, faults


def test_each_public_name_is_listed_once_and_loads():
    assert sorted(csbm.__all__) == csbm.__all__ == sorted(csbm._PUBLIC)
    for name in csbm.__all__:
        assert getattr(csbm, name).__doc__, name
    assert set(csbm.__all__) <= set(dir(csbm))
    with pytest.raises(AttributeError, match="no_such_name"):
        csbm.no_such_name  # noqa: B018  # asking for it is the test


def test_each_public_name_is_promised_in_the_documents():
    told = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    for name in csbm.__all__:
        assert f"`csbm.{name}" in told, name


@pytest.fixture(scope="module")
def zone():
    return csbm.inspection_zone(csbm.Border.between("BLR", "POL"), 80)


def run(*words):
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_function_writes_what_its_command_writes(zone, tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    units = csbm.bundled_units()
    csbm.write(zone, tmp_path / "zone.geojson")
    run("zone", "BLR-POL", "-o", tmp_path / "by.geojson")
    assert (tmp_path / "zone.geojson").read_bytes() == (tmp_path / "by.geojson").read_bytes()
    found = csbm.compare(zone.border, units, depths_km=[50, 80])
    csbm.write(found, tmp_path / "c.csv")
    run("compare", "BLR-POL", "--depths", "50,80", "-o", tmp_path / "by.csv")
    assert (tmp_path / "c.csv").read_bytes() == (tmp_path / "by.csv").read_bytes()
    told = found.to_frame()
    assert told["units_in"].tolist() == [row["units_in"] for row in found.rows()]


def test_functions_answer_as_their_commands(zone, tmp_path):
    plans = csbm.plan(zone, side="BLR")
    told = json.loads(run("plan", "BLR-POL", "--side", "BLR", "--format", "json"))
    assert [len(one.areas) for one in plans] == [one["areas_needed"] for one in told["sides"]]
    rows = csbm.exercises(zone, during="2025")
    listed = json.loads(run("exercises", "list", "BLR-POL", "--during", "2025", "--format", "json"))
    assert rows["id"].tolist() == [row["id"] for row in listed]
    points = tmp_path / "points.csv"
    points.write_text("lat,lon\n52.1,23.7\n40.0,10.0\n")
    done = csbm.screen(points, zone, tmp_path / "inside.csv")
    assert (done.rows, done.kept) == (2, 1)
    run("screen", points, "BLR-POL", "-o", tmp_path / "by.csv")
    assert (tmp_path / "inside.csv").read_bytes() == (tmp_path / "by.csv").read_bytes()


def test_a_result_that_is_none_and_an_unknown_ending_are_told(zone, tmp_path):
    with pytest.raises(csbm.CsbmError, match="is nothing that is written"):
        csbm.write(zone.border, tmp_path / "border.gpkg")
    with pytest.raises(csbm.CsbmError, match="no format for the ending"):
        csbm.write(zone, tmp_path / "zone.shp")


def test_reprs_are_one_short_line_and_notebook_views_run_nothing(zone):
    border = zone.border
    comparison = csbm.compare(border, csbm.bundled_units(), depths_km=[80], tolerance_m=50)
    for one in (border, zone, comparison):
        assert len(repr(one)) < 160, repr(one)
        assert "<table" in one._repr_html_()
        assert "<script" not in one._repr_html_()


@pytest.mark.browser
def test_layers_on_anyones_folium_map_show_hostile_texts_as_texts(browser, tmp_path):
    jquery = ROOT / "node_modules" / "jquery" / "dist" / "jquery.min.js"
    if not jquery.exists():
        pytest.skip("npm ci was not run")
    zone = csbm.inspection_zone(csbm.Border.between("AND", "ESP"), 5, tolerance_m=50.0)
    units = csbm.bundled_units().head(2).copy()
    units["name"], units["lat"], units["lon"] = HOSTILE, [42.45, 42.46], [1.5, 1.51]
    units = units.set_geometry(units.geometry.from_xy(units["lon"], units["lat"], crs=4326))
    units["id"], units["located_in"], units["settlement"] = ["a", "b"], "", HOSTILE
    shown = folium.Map(tiles=None)
    layers = csbm.folium_layers(zone, csbm.coverage(zone, units), third_states=True)
    layers.add_to(shown)
    page_file = tmp_path / "map.html"
    shown.save(str(page_file))

    assets = ROOT / "maps" / "assets"

    def answer(route):
        name = route.request.url
        if name.startswith("file:"):
            route.continue_()
        elif name.endswith("leaflet.js"):
            route.fulfill(path=assets / "leaflet.js")
        elif name.endswith("leaflet.css"):
            route.fulfill(path=assets / "leaflet.css")
        elif "jquery" in name:
            route.fulfill(path=jquery)
        else:
            route.fulfill(body="")

    page = browser.new_page()
    page.route("**/*", answer)
    page.add_init_script("window.hits = 0; window.hit = () => { window.hits += 1; };")
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(page_file.as_uri())
    page.wait_for_selector(".leaflet-control-layers-overlays label")
    names = page.locator(".leaflet-control-layers-overlays label").all_inner_texts()
    assert [name.strip() for name in names] == [
        *("Andorra, 5 km", "Spain, 5 km"),
        *(one.layer_name for one in layers.groups[2:]),
    ]
    marker = page.locator("path.leaflet-interactive[fill='#8a1c1c']").first
    if marker.count() == 0:
        marker = page.locator("path.leaflet-interactive[fill='#b98900']").first
    marker.hover(force=True)
    assert HOSTILE in page.locator(".leaflet-tooltip").first.inner_text()
    marker.click(force=True)
    assert HOSTILE in page.locator(".leaflet-popup-content").first.inner_text()
    assert "no statement on any legal claim" in page.locator(".csbm-legend").inner_text()
    assert page.evaluate("window.hits") == 0
    assert not faults
    page.close()


def test_only_text_leaves_nothing_that_a_script_or_template_reads():
    shown = only_text(HOSTILE)
    assert not set("<>`${}\\\"'") & set(shown)


def promised():
    """Every public class, function and method, by its name."""
    for name in csbm.__all__:
        thing = getattr(csbm, name)
        yield name, thing
        if inspect.isclass(thing) and not issubclass(thing, Exception):
            for attribute, held in vars(thing).items():
                function = getattr(held, "__func__", held)
                if inspect.isfunction(function) and not attribute.startswith("_"):
                    yield f"{name}.{attribute}", function


@pytest.mark.parametrize(("name", "thing"), list(promised()))
def test_what_is_promised_says_what_it_takes_gives_and_how_it_is_used(name, thing):
    """Parameters and what comes back are described, and an example runs (with all others)."""
    text = inspect.getdoc(thing) or ""
    assert text, name
    if inspect.isclass(thing) and issubclass(thing, Exception):
        return
    assert ">>>" in text, f"{name} has no example"
    taken = set(inspect.signature(thing).parameters) - {"self", "cls"}
    untold = {one for one in taken if not re.search(rf"\b{one}\b", text)}
    assert not untold, f"{name} does not describe {untold}"
    if inspect.isfunction(thing):
        assert re.search(r"Returns\n---|^(Return|Give|Add)\b", text), f"{name}: what comes back?"
