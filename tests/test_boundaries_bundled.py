"""Data of csbm's own that are damaged are named in one line."""

import shutil

import pytest

from csbm.boundaries import bundled
from csbm.common.errors import InputError


@pytest.fixture
def copied(tmp_path, monkeypatch):
    """A copy of some of the data, read in place of the data."""
    names = ("catalogue.json", "countries.json", "disputed.parquet")
    for name in names:
        shutil.copy(bundled.DATA / name, tmp_path / name)
    monkeypatch.setattr(bundled, "DATA", tmp_path)
    caches = (bundled.catalogue_file, bundled.countries_file)
    for cache in caches:
        cache.cache_clear()
    yield tmp_path
    for cache in caches:
        cache.cache_clear()


def test_a_whole_copy_is_read(copied):
    file = bundled.GeometryFile("disputed")
    assert len(file.geometries([0])) == 1


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", None])
def test_a_damaged_catalogue_is_named(copied, content):
    path = copied / "catalogue.json"
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    with pytest.raises(InputError, match=r"catalogue\.json: csbm's own data are damaged") as caught:
        bundled.bundled_source()
    assert "\n" not in str(caught.value)


def read_all():
    file = bundled.GeometryFile("disputed")
    return file.geometries(range(len(file.keys)))


@pytest.mark.parametrize("content", [b"", b"PAR1 nothing PAR1", "half", "middle"])
def test_a_damaged_file_of_lines_is_named(copied, content):
    path = copied / "disputed.parquet"
    whole = path.read_bytes()
    if content == "half":
        content = whole[: len(whole) // 2]
    elif content == "middle":
        content = whole[:100] + bytes(len(whole) // 2) + whole[100 + len(whole) // 2 :]
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"disputed\.parquet: csbm's own data") as caught:
        read_all()
    assert "\n" not in str(caught.value)
