"""Keys are stable, and different things have different keys."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from agencysim.chance import child_key, entity_key, joined, mix64, name_key

bits64 = st.integers(0, 2**64 - 1)
parts = st.tuples(
    st.one_of(st.text(max_size=6), st.integers(-9, 9999)),
    st.one_of(st.text(max_size=6), st.integers(-9, 9999)),
)


def test_keys_never_change_between_versions():
    assert name_key("banner/design/content") == 1141364139
    assert entity_key("person", "designer", 3) == 2209527357438161062
    assert child_key(12345, "complaint", 0) == 4298621927049045984


def test_keys_fit_their_words():
    names = [name_key(f"name {i}") for i in range(500)]
    assert max(names) < 2**32
    assert max(names) > 2**31
    things = [entity_key("thing", i) for i in range(500)]
    assert max(things) < 2**64
    assert max(things) > 2**63


@given(parts, parts)
def test_different_parts_are_different_things(one, other):
    assert (entity_key(*one) == entity_key(*other)) == (one == other)


def test_numbers_texts_and_bounds_of_parts_count():
    keys = {
        entity_key("a", 1),
        entity_key("a", "1"),
        entity_key("a1"),
        entity_key("", "a1"),
        entity_key("a1", ""),
    }
    assert len(keys) == 5


def test_an_entity_is_the_same_whichever_integer_type_counts_it():
    assert entity_key("job", int(np.int64(7))) == entity_key("job", np.int64(7)) == entity_key("job", 7)


def test_the_mix_is_the_first_output_of_splitmix64():
    # The published generator with seed 0 adds the golden step and then mixes.
    assert mix64(0x9E3779B97F4A7C15) == 0xE220A8397B1DCDAF


@given(st.lists(st.tuples(bits64, bits64), min_size=1, max_size=20))
def test_alone_or_in_an_array_a_key_is_the_same(pairs):
    keys, numbers = (np.array(column, dtype=np.uint64) for column in zip(*pairs, strict=True))
    assert mix64(keys).tolist() == [mix64(key) for key, _ in pairs]
    assert joined(keys, numbers).tolist() == [joined(key, number) for key, number in pairs]


@given(bits64, bits64)
def test_parts_of_one_whole_never_share_a_key(key, number):
    assert joined(key, number) != joined(key, (number + 1) % 2**64)
    assert joined(key, number) != joined((key + 1) % 2**64, number)


def test_a_hundred_thousand_children_have_keys_of_their_own():
    parents = [entity_key("job", i) for i in range(100)]
    keys = {
        child_key(parent, kind, ordinal)
        for parent in parents
        for kind in ("complaint", "maintenance call")
        for ordinal in range(500)
    }
    assert len(keys) == 100_000
    assert not keys & set(parents)


def test_a_child_is_the_same_whichever_integer_types_name_it():
    parent = entity_key("job", 1)
    from_array = np.array([parent], dtype=np.uint64)[0]
    assert child_key(from_array, "complaint", np.int64(2)) == child_key(parent, "complaint", 2)


def test_a_child_is_no_part_numbered_like_it():
    parent = entity_key("job", 1)
    assert child_key(parent, "complaint", 0) != joined(parent, 0)


def test_flipping_one_bit_flips_half_of_the_mixed_bits():
    x = np.random.default_rng(1).integers(0, 2**63, size=2000, dtype=np.uint64)
    for bit in (0, 1, 31, 32, 63):
        flipped = np.bitwise_count(mix64(x) ^ mix64(x ^ np.uint64(1 << bit)))
        assert abs(flipped.mean() - 32) < 5 * 4 / np.sqrt(x.size)  # binomial(64, 1/2) has a deviation of 4
