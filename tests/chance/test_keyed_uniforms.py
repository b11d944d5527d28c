"""A keyed uniform comes from the published generator, and looks like chance along every part of its key."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from agencysim.chance import Stream, entity_key, name_key, philox

N = 20_000
bits32, bits64 = st.integers(0, 2**32 - 1), st.integers(0, 2**64 - 1)
ENTITY, WHAT = entity_key("job", 17), name_key("banner/design/content")

FULL = 0xFFFFFFFF
KNOWN_ANSWERS = {
    "zeros": ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    "ones": ((FULL,) * 4, (FULL, FULL), (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    "pi": (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
}


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN_ANSWERS.values(), ids=KNOWN_ANSWERS)
def test_philox_gives_the_published_answers(counter, key, answer):
    assert philox(counter, key) == answer
    as_arrays = tuple(np.array([word], dtype=np.uint64) for word in counter)
    assert tuple(int(word[0]) for word in philox(as_arrays, key)) == answer


def test_draws_never_change_between_versions():
    assert Stream(1).uniform(ENTITY, WHAT, 0) == 0.7600296325776347
    assert Stream(1, replication=4).uniform(ENTITY, WHAT, 2) == 0.386886956356434


@given(
    st.integers(0, 10**30),
    st.integers(0, 10**6),
    st.booleans(),
    st.lists(st.tuples(bits64, bits32, bits32), min_size=1),
)
def test_alone_or_among_others_a_draw_is_the_same_to_the_bit(seed, replication, antithetic, keys):
    stream = Stream(seed, replication, antithetic)
    entity, what, attempt = (np.array(column, dtype=np.uint64) for column in zip(*keys, strict=True))
    assert stream.uniforms(entity, what, attempt).tolist() == [stream.uniform(*key) for key in keys]


def test_a_long_array_is_drawn_like_its_elements():
    stream, entities = Stream(3), np.arange(20_001, dtype=np.uint64)
    together = stream.uniforms(entities, WHAT, 1)
    for place in (0, 8191, 8192, 20_000):
        assert together[place] == stream.uniform(place, WHAT, 1)


def test_arrays_broadcast():
    stream = Stream(3)
    table = stream.uniforms(np.arange(4, dtype=np.uint64)[:, None], WHAT, np.arange(3))
    assert table.shape == (4, 3)
    assert table[2, 1] == stream.uniform(2, WHAT, 1)
    assert stream.uniforms(5, WHAT, 0) == stream.uniform(5, WHAT, 0)
    assert stream.uniforms(np.array([], dtype=np.uint64), WHAT, 0).shape == (0,)


@given(bits64, bits32, bits32)
def test_draws_lie_strictly_inside_the_unit_interval_and_mirror_exactly(entity, what, attempt):
    u = Stream(9).uniform(entity, what, attempt)
    mirrored = Stream(9, antithetic=True).uniform(entity, what, attempt)
    assert 0 < u < 1
    assert 0 < mirrored < 1
    assert u + mirrored == 1
    assert 1 - mirrored == u


def test_even_the_extreme_words_stay_inside_the_unit_interval(monkeypatch):
    for word, expected in ((0, 2.0**-53), (FULL, 1 - 2.0**-53)):
        monkeypatch.setattr("agencysim.chance.uniform.philox", lambda counter, key, word=word: (word,) * 4)
        assert Stream(1).uniform(1, 1, 1) == expected
        assert Stream(1, antithetic=True).uniform(1, 1, 1) == 1 - expected


def test_a_stream_is_a_value():
    assert Stream(5, 2) == Stream(5, 2)
    assert hash(Stream(5, 2)) == hash(Stream(5, 2))
    drawn = Stream(5, 2)
    u = drawn.uniform(ENTITY, WHAT, 0)
    assert pickle.loads(pickle.dumps(drawn)).uniform(ENTITY, WHAT, 0) == u
    assert drawn == Stream(5, 2)


@pytest.mark.parametrize("key", [(2**64, 0, 0), (-1, 0, 0), (0, 2**32, 0), (0, 0, 2**32), (0, -1, 0), (0, 0, -1)])
def test_a_key_with_too_many_bits_is_refused(key):
    with pytest.raises(OverflowError):
        Stream(1).uniform(*key)
    with pytest.raises(OverflowError):
        Stream(1).uniforms(*key)


@pytest.mark.parametrize(("seed", "replication"), [(-1, 0), (0, -1)])
def test_a_negative_seed_or_replication_is_refused(seed, replication):
    with pytest.raises(ValueError, match="must be 0 or more"):
        Stream(seed, replication)


def along(dimension: str, offset: int = 0) -> np.ndarray:
    """Draws that differ in one part of the key only, from ``offset`` on."""
    steps, stream = np.arange(offset, offset + N, dtype=np.uint64), Stream(42)
    match dimension:
        case "seed":
            return np.array([Stream(int(i)).uniform(ENTITY, WHAT, 0) for i in steps])
        case "replication":
            return np.array([Stream(42, int(i)).uniform(ENTITY, WHAT, 0) for i in steps])
        case "entity":
            return stream.uniforms(steps, WHAT, 0)
        case "entity, high word":
            return stream.uniforms(steps << 32, WHAT, 0)
        case "what":
            return stream.uniforms(ENTITY, steps, 0)
        case _:
            return stream.uniforms(ENTITY, WHAT, steps)


DIMENSIONS = ("seed", "replication", "entity", "entity, high word", "what", "attempt")


@pytest.fixture(scope="module")
def draws() -> dict[str, np.ndarray]:
    return {dimension: along(dimension) for dimension in DIMENSIONS}


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_draws_are_uniform_along_every_part_of_the_key(draws, dimension):
    u = draws[dimension]
    assert stats.kstest(u, "uniform").pvalue > 1e-4
    counts = np.bincount((u * 100).astype(int), minlength=100)
    assert stats.chisquare(counts).pvalue > 1e-4
    assert abs(u.mean() - 1 / 2) < 4 * np.sqrt(1 / 12 / N)
    assert abs(u.var() - 1 / 12) < 4 * np.sqrt(1 / 180 / N)


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_neighbours_are_independent_along_every_part_of_the_key(draws, dimension):
    u = draws[dimension]
    for lag in (1, 2, 3, 7, 128):
        assert abs(np.corrcoef(u[:-lag], u[lag:])[0, 1]) < 4.5 / np.sqrt(N)
    cells = np.bincount((u[:-1] * 8).astype(int) * 8 + (u[1:] * 8).astype(int), minlength=64)
    assert stats.chisquare(cells[:64]).pvalue > 1e-4


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_low_bits_are_as_random_as_high_ones(draws, dimension):
    bits = (draws[dimension] * 2.0**52).astype(np.int64)
    for place in range(52):
        assert abs((bits >> place & 1).mean() - 1 / 2) < 4.5 * 0.5 / np.sqrt(N)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Stream(42), Stream(43)),
        (Stream(42), Stream(42, 1)),
        (Stream(42, 1), Stream(43, 0)),
        (Stream(1, 11), Stream(11, 1)),
        (Stream(0), Stream(2**64)),
        (Stream(1, 23), Stream(12, 3)),
    ],
    ids=str,
)
def test_streams_of_other_seeds_and_replications_are_unrelated(one, other):
    entities = np.arange(N, dtype=np.uint64)
    here, there = one.uniforms(entities, WHAT, 0), other.uniforms(entities, WHAT, 0)
    assert abs(np.corrcoef(here, there)[0, 1]) < 4.5 / np.sqrt(N)


def test_quantities_and_attempts_of_the_same_jobs_are_unrelated():
    stream, entities = Stream(7), np.arange(N, dtype=np.uint64)
    first = stream.uniforms(entities, name_key("content"), 0)
    for other in (
        stream.uniforms(entities, name_key("wait"), 0),
        stream.uniforms(entities, name_key("content"), 1),
    ):
        assert abs(np.corrcoef(first, other)[0, 1]) < 4.5 / np.sqrt(N)
