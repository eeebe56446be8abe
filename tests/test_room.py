"""The room in which files of others are read: what it may do, what it hands back, how it ends."""

import math
import sys
from dataclasses import fields
from datetime import date, datetime, time, timedelta

import pytest
import shapely

from csbm.common import room
from csbm.common.errors import InputError, UsageError
from csbm.readers.carried import packed, unpacked
from csbm.readers.findings import Findings
from csbm.readers.opener import Request, read_raw
from csbm.readers.raw import RawTable

from command import csbm

linux = pytest.mark.skipif(sys.platform != "linux", reason="the means are Linux's")
LIST = "name,lat,lon\nAlpha,52.1,23.7\n"


@pytest.fixture(params=[False, True], ids=["forked", "spawned"])
def way(request):
    """The room as it is made here, and as it is made where there is no fork."""
    token = room._SPAWN.set(request.param)
    yield request.param
    room._SPAWN.reset(token)


@linux
def test_a_room_has_no_network_no_other_file_no_program_and_little_memory(way):
    assert room.probe() == {
        "fork": not way, "network": True, "files": True, "programs": True, "memory": True
    }  # fmt: skip


def test_what_is_read_in_a_room_is_what_is_read_here(way, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(LIST)
    there, here = Findings(), Findings()
    in_the_room = read_raw(path, there, Request())
    with room.trusted():
        assert read_raw(path, here, Request()) == in_the_room
    assert there == here


@pytest.mark.parametrize(("kind", "error"), [("i", InputError), ("u", UsageError)])
def test_an_error_comes_back_as_what_it_was(way, kind, error, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(LIST if kind == "u" else "x")
    if kind == "i":
        path = path.rename(tmp_path / "a.gpkg")
    path = path if kind == "i" else path.rename(tmp_path / "a.geojson")
    if kind == "u":
        path.write_text('{"type": "FeatureCollection", "features": []}')
    with pytest.raises(error) as caught:
        read_raw(path, Findings(), Request(crs="EPSG:0"))
    assert caught.type is error or kind == "i"


def test_a_room_that_dies_is_told_in_one_line(way):
    with pytest.raises(InputError, match=r"a\.csv: .*not read"):
        room.in_room("csbm.common.room_keeper:keep", 10**6, shown="a.csv")


@linux
def test_after_a_room_died_the_next_file_is_read(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(LIST)
    with pytest.raises(InputError):
        room.in_room("csbm.common.room_keeper:keep", 10**6, shown="a.csv")
    assert csbm("check", path).code == 0


def test_every_kind_of_cell_comes_out_of_a_room_as_it_is():
    cells = [
        *(None, "Łomża", "\ud800", True, 7, -(2**62), 10**30, 1.5, math.inf, b"\0\xff"),
        *(
            date(2026, 11, 30),
            datetime(2026, 11, 30, 12, 5),
            time(7, 30),
            timedelta(1, 2, 3),
        ),  # as files have it
        *({"a": [1, "b"]}, [None, 2.5]),
    ]
    columns = [cells, list(cells[::-1]), ["a"] * len(cells), [None] * len(cells)]
    shapes = [None, shapely.Point(23.7, 52.1), *[shapely.box(0, 0, 1, 1)] * (len(cells) - 2)]
    steps = [math.nan, *range(len(cells) - 1)]
    table = RawTable(
        ["a", "b", "c", "d"], columns, list(range(len(cells))), shapes, steps, {"k": "v"}
    )
    table.header_row = 4
    assert len(fields(RawTable)) == 7  # a new one must come out too
    findings, back = Findings(), Findings()
    findings.fault(3, "a", "is wrong", "mend it")
    findings.doubt([1, 2], "", "is odd")
    found, source = unpacked(packed(table, {"title": "t"}, findings), back)
    assert found is not None
    assert (found.headers, found.columns, found.rows, found.facts) == (
        table.headers, table.columns, table.rows, table.facts
    )  # fmt: skip
    assert [type(cell) for cell in found.columns[0]] == [type(cell) for cell in cells]
    assert found.geometry == shapes
    assert found.header_row == 4
    assert math.isnan(found.half_step_m[0])
    assert (source, back) == ({"title": "t"}, findings)


def test_what_is_no_table_is_not_taken_for_one():
    for data in (b"", b"ARROW1", bytes(100)):
        with pytest.raises(InputError, match="no table"):
            unpacked(data, Findings())
