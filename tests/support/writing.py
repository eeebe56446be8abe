"""Content written by the ending of a file, as the tests of formats ask for it."""

from pathlib import Path

from csbm.exports.formats import Content, format_of, write


def write_frame(frame, path, *, layer, **more):
    """Write a frame in any format."""
    return write(Content(frame, layer, **more), Path(path), format_of(Path(path)))


def write_features(features, path, *, layer, full_precision=False, **more):
    """Write features in a format that holds shapes."""
    content = Content(features, layer, full_precision=full_precision, **more)
    return write(content, Path(path), format_of(Path(path), "shapes"))
