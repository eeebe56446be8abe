"""Writing does no harm: whole or not at all, and nothing is replaced that is no file."""

import os
import stat
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner

from csbm.cli import main
from csbm.common.errors import InputError
from csbm.common.files import written_whole

pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes, links and pipes of POSIX")


def write(target, text="new"):
    with written_whole(target) as made:
        made.write_text(text)


def break_off(target):
    with written_whole(target) as made:
        made.write_text("half")
        raise ZeroDivisionError


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def left_over(folder):
    return [one.name for one in folder.iterdir() if one.name.startswith(".csbm-")]


def test_a_new_file_is_as_readable_as_any_other(tmp_path):
    old = os.umask(0o027)
    try:
        write(tmp_path / "a.txt")
    finally:
        os.umask(old)
    assert mode(tmp_path / "a.txt") == 0o640


@pytest.mark.parametrize("kept", [0o600, 0o644, 0o660, 0o755])
def test_a_file_that_is_replaced_keeps_its_mode(tmp_path, kept):
    target = tmp_path / "a.txt"
    target.write_text("old")
    target.chmod(kept)
    write(target)
    assert target.read_text() == "new"
    assert mode(target) == kept


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root gives files away")
def test_a_file_that_root_replaces_keeps_its_owner(tmp_path):
    target = tmp_path / "a.txt"
    target.write_text("old")
    os.chown(target, 4711, 4712)
    target.chmod(0o640)
    write(target)
    there = target.stat()
    assert (there.st_uid, there.st_gid, mode(target)) == (4711, 4712, 0o640)


def test_a_group_that_cannot_be_kept_gives_another_no_rights(tmp_path, monkeypatch):
    def refused(*args):
        raise PermissionError

    target = tmp_path / "a.txt"
    target.write_text("old")
    target.chmod(0o664)
    if os.geteuid() != 0:
        pytest.skip("only root gives a file to another group")
    os.chown(target, -1, 4712)
    monkeypatch.setattr(os, "chown", refused)
    write(target)
    assert mode(target) == 0o644


def test_a_link_stays_and_the_file_behind_it_is_written(tmp_path):
    far = tmp_path / "far"
    far.mkdir()
    real = far / "real.txt"
    real.write_text("old")
    real.chmod(0o600)
    middle = tmp_path / "middle.txt"
    middle.symlink_to("far/real.txt")
    link = tmp_path / "link.txt"
    link.symlink_to(middle)
    write(link)
    assert link.is_symlink()
    assert middle.is_symlink()
    assert (real.read_text(), mode(real)) == ("new", 0o600)
    assert not left_over(tmp_path)
    assert not left_over(far)


def test_a_link_to_a_file_that_is_not_there_yet_makes_it(tmp_path):
    link = tmp_path / "link.txt"
    link.symlink_to("real.txt")
    write(link)
    assert link.is_symlink()
    assert (tmp_path / "real.txt").read_text() == "new"


def test_links_that_go_round_are_refused(tmp_path):
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(InputError, match="cannot be written"):
        write(tmp_path / "a")
    assert (tmp_path / "a").is_symlink()


def test_a_link_to_a_folder_is_a_folder(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("folder")
    with pytest.raises(InputError, match="is a folder"):
        write(tmp_path / "link")


@pytest.mark.parametrize("by_link", [False, True])
def test_a_pipe_is_streamed_to(tmp_path, by_link):
    pipe = target = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    if by_link:
        target = tmp_path / "link.txt"
        target.symlink_to(pipe)
    heard = []
    reader = threading.Thread(target=lambda: heard.append(pipe.read_bytes()), daemon=True)
    reader.start()
    write(target, "x" * 300_000)
    reader.join(10)
    assert heard == [b"x" * 300_000]
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert target.is_symlink() == by_link


def test_a_pipe_gets_nothing_of_what_failed(tmp_path):
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    with pytest.raises(ZeroDivisionError):
        break_off(pipe)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.parametrize("by_link", [False, True])
def test_dev_null_stays_a_device(tmp_path, by_link):
    null = target = Path("/dev/null")
    before = null.stat()
    if by_link:
        target = tmp_path / "link.txt"
        target.symlink_to(null)
    write(target)
    after = null.stat()
    assert stat.S_ISCHR(after.st_mode)
    assert (after.st_ino, after.st_mode) == (before.st_ino, before.st_mode)
    assert not left_over(null.parent)


@pytest.mark.parametrize("name", ["/dev/fd/{}", "/dev/stdout"])
def test_what_is_open_already_goes_on_where_it_stands(tmp_path, name):
    behind = tmp_path / "out.txt"
    with behind.open("wb") as out:
        out.write(b"first, ")
        out.flush()
        kept = os.dup(1)
        os.dup2(out.fileno(), 1)
        try:
            write(Path(name.format(out.fileno())))
        finally:
            os.dup2(kept, 1)
            os.close(kept)
        out.write(b", last")
    assert behind.read_text() == "first, new, last"


def test_a_full_device_is_one_line_and_no_fault(tmp_path):
    with pytest.raises(InputError, match=r"/dev/full: cannot be written \(No space left"):
        write(Path("/dev/full"))


def test_what_fails_leaves_the_old_file(tmp_path):
    target = tmp_path / "a.txt"
    target.write_text("old")
    with pytest.raises(ZeroDivisionError):
        break_off(target)
    assert target.read_text() == "old"
    assert not left_over(tmp_path)


def test_a_folder_that_is_not_there_is_one_line(tmp_path):
    with pytest.raises(InputError, match="cannot be written"):
        write(tmp_path / "nowhere" / "a.txt")


def test_a_command_streams_to_a_pipe_what_it_writes_to_a_file_and_nothing_beside(tmp_path):
    words = ["zone", "AND-ESP", "--depth", "5", "--tolerance", "50", "--format", "geojson", "-o"]
    assert CliRunner().invoke(main, [*words, str(tmp_path / "zone.geojson")]).exit_code == 0
    pipe, read = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    assert CliRunner().invoke(main, [*words, str(pipe)]).exit_code == 0
    reader.join()
    assert read == [(tmp_path / "zone.geojson").read_bytes()]
    assert not (tmp_path / "pipe.metadata.json").exists()
    assert CliRunner().invoke(main, [*words, "/dev/null"]).exit_code == 0
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)
