"""Coordinates as text, and a pool that writes shared stretches once, lose nothing."""

import numpy as np
from hypothesis import example as also
from hypothesis import given
from hypothesis import strategies as st

from csbm.maps.polyline import SHORTEST_SHARED, Pool, as_integers, encode

VERTICES = st.lists(
    st.tuples(st.integers(-18_000_000, 18_000_000), st.integers(-9_000_000, 9_000_000)),
    max_size=60,
)


def decode(text: str) -> list[tuple[int, int]]:
    """Read the polyline code, after its public description."""
    numbers, value, shift = [], 0, 0
    for character in text:
        bits = ord(character) - 63
        value |= (bits & 0x1F) << shift
        shift += 5
        if bits < 0x20:
            numbers.append(~(value >> 1) if value & 1 else value >> 1)
            value = shift = 0
    steps = np.array(numbers, dtype=np.int64).reshape(-1, 2).cumsum(axis=0)
    return [(int(x), int(y)) for x, y in steps]


def read(pool: Pool, number: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for piece in pool.lines[number]:
        if isinstance(piece, str):
            stretch = decode(piece)
        else:
            line, first, last = piece
            whole = read(pool, line)
            stretch = whole[first : last + 1] if last >= first else whole[last : first + 1][::-1]
        found += stretch[1:] if found and stretch and found[-1] == stretch[0] else stretch
    return found


def without_repeats(vertices: list[tuple[int, int]]) -> list[tuple[int, int]]:
    return [one for at, one in enumerate(vertices) if at == 0 or one != vertices[at - 1]]


def test_the_published_example_of_the_code() -> None:
    published = [(3850000, -12020000), (4070000, -12095000), (4325200, -12645300)]
    assert encode(published) == "_p~iF~ps|U_ulLnnqC_mqNvxq`@"


@given(VERTICES)
@also([(0, 0), (-1, -1), (18_000_000, -9_000_000)])
def test_what_is_encoded_is_decoded(vertices) -> None:
    assert decode(encode(vertices)) == vertices


@given(VERTICES, st.data())
def test_a_pool_gives_back_every_line_it_was_given(vertices, data) -> None:
    line = without_repeats(vertices)
    pool = Pool()
    lines = [line]
    for _ in range(3):
        low = data.draw(st.integers(0, len(line)))
        high = data.draw(st.integers(low, len(line)))
        piece = without_repeats([(1, 2), *line[low:high], (3, 4)])
        lines.append(piece[::-1] if data.draw(st.booleans()) else piece)
    numbers = [pool.add(one) for one in lines]
    assert [read(pool, number) for number in numbers] == lines


def test_a_shared_stretch_is_written_once() -> None:
    border = [(x, x * x) for x in range(200)]
    pool = Pool()
    pool.add([*border, (500, 0)])
    pool.add([(-500, 0), *border[::-1]])
    assert pool.lines[1][-1] == [0, 199, 0]
    assert len(pool.lines[1][0]) < 20


def test_a_stretch_too_short_to_be_worth_it_is_written_again() -> None:
    pool = Pool()
    line = [(x, 0) for x in range(SHORTEST_SHARED)]
    pool.add(line)
    pool.add(line)
    assert pool.lines[1] == [encode(line)]


def test_points_that_round_to_one_are_one() -> None:
    assert as_integers(np.array([[1.0, 2.0], [1.000001, 2.0], [1.1, 2.0]])) == [
        (100000, 200000),
        (110000, 200000),
    ]
