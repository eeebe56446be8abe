"""What is no fault of csbm is told as what it is: odd names, full disks, no home, Ctrl-C."""

import json
import os
import pty
import signal
import subprocess
import sys

import pytest
from sweeps import sweep

from command import csbm, refused

LIST = "name,lat,lon\nAlpha,52.1,23.7\n"
ESCAPES = 'name,lat,lon,source_title\n"A\x1b[2J",52.1,23.7,"t\x1b[31mx\x9b"\n'
MAIN = "from csbm.cli import main; main(prog_name='csbm')"
FEW = "import resource as r; r.setrlimit(r.RLIMIT_FSIZE, (8192, 8192)); "
FEW += "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "


def run(*words, first="", **more):
    return subprocess.run(
        [sys.executable, "-c", first + MAIN, *map(str, words)],
        check=False, capture_output=True, timeout=300, **more,
    )  # fmt: skip


def one_line(ran, code=1):
    assert ran.returncode == code, ran.stderr
    lines = [line for line in ran.stderr.splitlines() if not line.startswith(b"note: ")]
    assert len(lines) == 1, ran.stderr
    assert lines[0].startswith(b"csbm: ")
    assert b"fault of csbm itself" not in lines[0]
    return lines[0].decode()


@pytest.mark.parametrize(
    "ending", sweep(["gpkg", "xlsx", "geojson", "kmz", "parquet", "csv"], "gpkg", "csv")
)
def test_a_full_disk_is_told_and_leaves_the_old_file(tmp_path, ending):
    target = tmp_path / f"out.{ending}"
    target.write_bytes(b"old")
    ran = run("units", "BLR-POL", "--status", "all", "-o", target, first=FEW)
    assert "cannot be written" in one_line(ran)
    assert target.read_bytes() == b"old"
    assert {path.name for path in tmp_path.iterdir()} == {target.name}


@pytest.mark.skipif(not hasattr(os, "memfd_create"), reason="names are text on this system")
def test_a_name_that_is_no_text_is_read_and_named(tmp_path):
    path = os.fsencode(tmp_path) + b"/a\xffb.csv"
    with open(path, "w", encoding="utf-8") as file:  # noqa: PTH123  # its name is bytes
        file.write(LIST)
    name = os.fsdecode(path)
    for words in (("check", name), ("units", "--units", name, "-o", str(tmp_path / "u.xlsx"))):
        ran = csbm(*words)
        assert ran.code == 0, ran.err
    assert "a?b.csv" in csbm("check", name).out
    assert "no text (UTF-8)" in csbm("screen", name, "-o", tmp_path / "o.csv").err


def test_nobody_needs_a_home(tmp_path):
    bare = {"PATH": os.environ["PATH"], "HOME": "/nonexistent"}
    assert run("zone", "AND-ESP", "-o", tmp_path / "z.geojson", env=bare).returncode == 0
    assert run("map", "AND-ESP", "--depth", 5, "-o", tmp_path / "m.html", env=bare).returncode == 0


def test_formats_that_do_not_fit_are_a_question_or_the_nearest():
    assert json.loads(csbm("borders", "AND-ESP", "--format", "json").out)["features"]
    assert "is none of this" in refused("borders", "AND-ESP", "--format", "csv")


def test_areas_and_points_of_any_accuracy_are_covered_together(tmp_path):
    shapes = tmp_path / "areas.geojson"
    ring = [[23.7, 52.1], [23.9, 52.1], [23.9, 52.3], [23.7, 52.1]]
    features = [
        {"type": "Feature", "properties": {"name": name}, "geometry": geometry}
        for name, geometry in (
            ("a", {"type": "Polygon", "coordinates": [ring]}),
            ("b", {"type": "Point", "coordinates": [23.7, 52.4]}),
        )
    ]
    shapes.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    mixed = tmp_path / "mixed.csv"
    mixed.write_text("name,lat,lon,position_accuracy_m\nC,52.1,23.7,100\nD,52.3,23.8,5000\n")
    ran = csbm("plan", "--cover", "units", "--units", shapes, "--units", mixed)
    assert ran.code == 0, ran.err


def test_tls_without_certificates_says_how_to_name_them(tmp_path):
    pytest.importorskip("distributed")
    path = tmp_path / "a.csv"
    path.write_text(LIST)
    told = refused("screen", path, "--scheduler", "tls://127.0.0.1:1", "-o", tmp_path / "o.csv")
    assert "TLS needs certificates" in told


def test_no_code_of_a_terminal_is_printed(tmp_path):
    path = tmp_path / "e\x1b[2J.csv"
    path.write_text(ESCAPES)
    for words in (
        ("units", "--units", path, "--sources"),
        ("units", "--units", path),
        ("check", path),
        ("screen", path, "-o", tmp_path / "o\x1b[1m.csv"),
    ):
        ran = csbm(*words)
        assert not {"\x1b", "\x9b"} & set(ran.out + ran.err), words


def test_at_a_terminal_data_are_no_codes_either(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(ESCAPES)
    ours, theirs = pty.openpty()
    words = ["units", "--units", str(path), "--format", "csv"]
    process = subprocess.Popen(
        [sys.executable, "-c", MAIN, *words], stdout=theirs, stderr=subprocess.DEVNULL
    )
    os.close(theirs)
    seen = b""
    while True:
        try:
            piece = os.read(ours, 4096)
        except OSError:
            break
        if not piece:
            break
        seen += piece
    os.close(ours)
    assert process.wait() == 0
    assert b"23.7" in seen
    assert b"\x1b" not in seen
    assert "\x9b".encode() not in seen


def test_a_folder_that_may_not_be_written_to_is_named(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(LIST)
    shut = "from csbm.common.confine import confine; "
    shut += "held = confine(readable=['/'], writable=['/dev', '/proc']); assert held.files; "
    if sys.platform != "linux":
        pytest.skip("Landlock is Linux's")
    told = one_line(run("--trust", "screen", path, "-o", tmp_path / "out.csv", first=shut))
    assert str(tmp_path) in told
    assert "Permission denied" in told


def test_ctrl_c_exits_130():
    hold = "import time, csbm.cli as c; "
    hold += "c.resolve_zone = lambda _request: (print('held', flush=True), time.sleep(600)); "
    process = subprocess.Popen(
        [sys.executable, "-c", hold + MAIN, "zone"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"held\n"
    process.send_signal(signal.SIGINT)
    _out, told = process.communicate(timeout=60)
    assert (process.returncode, told) == (130, b"csbm: interrupted\n")


def test_a_reference_system_of_another_body_is_refused(tmp_path):
    path = tmp_path / "a.geojson"
    point = {"type": "Point", "coordinates": [23.7, 52.1]}
    feature = {"type": "Feature", "properties": {"name": "a"}, "geometry": point}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    moon = "+proj=longlat +a=1737400 +b=1737400 +type=crs"
    ran = csbm("check", path, "--crs", moon)
    assert ran.code in {0, 2}  # PROJ itself may let it pass: then it says what it took it for
    lunar = 'GEOGCS["Moon",DATUM["D_Moon_2000",SPHEROID["Moon_2000_IAU_IAG",1737400,0]],'
    lunar += 'PRIMEM["Reference_Meridian",0],UNIT["degree",0.0174532925199433]]'
    assert "cannot be brought to WGS84" in refused("check", path, "--crs", lunar)
