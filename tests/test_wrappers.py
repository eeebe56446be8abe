"""No file reaches another file or the network by pretending to be something else."""

import http.server
import threading
import zipfile

import pytest

from command import csbm

SECRET = "name,lat,lon\nhidden,53.5,23.9\n"


@pytest.fixture
def asked():
    """Serve a file on this machine, and keep what was asked for."""
    seen = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):  # the library's name
            seen.append(self.path)
            self.send_response(404)
            self.end_headers()

        do_HEAD = do_GET  # noqa: N815  # the library's name

        def log_message(self, *_args):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield seen, server.server_address[1]
    server.shutdown()
    server.server_close()


def wrapper(source):
    layer = (
        f"<OGRVRTLayer name='private'><SrcDataSource>{source}</SrcDataSource>"
        "<GeometryType>wkbPoint</GeometryType>"
        "<GeometryField encoding='PointFromColumns' x='lon' y='lat'/></OGRVRTLayer>"
    )
    return f"<OGRVRTDataSource>{layer}</OGRVRTDataSource>"


def disguised(folder, ending, source):
    """Write a wrapper as a file of some ending, behind a comment of many bytes."""
    comment = f"<!--{'x' * 200}-->"
    path = folder / f"a{ending}"
    text = wrapper(source)
    if ending == ".kml":
        path.write_text(f"<?xml version='1.0'?>{comment}{text}")
    elif ending == ".geojson":
        path.write_text(f'{{"type": "{"x" * 100}", "b": "{comment}{text}"}}')
    elif ending == ".fgb":
        path.write_bytes(b"fgb\x03fgb\x01" + comment.encode() + text.encode())
    elif ending == ".gpkg":
        path.write_bytes(b"SQLite format 3" + comment.encode() + text.encode())
    else:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("a.kml", f"<?xml version='1.0'?>{comment}{text}")
    return path


@pytest.mark.parametrize("ending", [".kml", ".geojson", ".fgb", ".gpkg", ".zip"])
@pytest.mark.parametrize(
    "words",
    [
        ("zone", "--border"),
        ("check",),
        ("units", "--units"),
        ("screen",),
    ],
)
@pytest.mark.parametrize("remote", [False, True])
def test_a_disguised_list_of_other_files_is_refused(words, ending, remote, asked, tmp_path):
    seen, port = asked
    private = tmp_path / "private.csv"
    private.write_text(SECRET, encoding="utf-8")
    source = f"/vsicurl/http://127.0.0.1:{port}/a.csv" if remote else str(private)
    path = disguised(tmp_path, ending, source)
    output = ("-o", tmp_path / "out.parquet") if words == ("screen",) else ()
    ran = csbm(*words, path, *output)
    assert ran.code in {1, 2}
    assert len(ran.err.strip().splitlines()) == 1
    assert "hidden" not in ran.out + ran.err
    assert not seen
    assert not (tmp_path / "out.parquet").exists()
