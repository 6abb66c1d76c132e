"""Positions as waves, against the formula written out, and what they are good for."""

import math

import pytest
import torch

from lessonlib.attention import positional_encoding


@pytest.mark.parametrize("d", [1, 2, 7, 16])
def test_each_number_is_the_papers(d):
    rows = positional_encoding(50, d)
    assert rows.shape == (50, d) and rows.dtype == torch.get_default_dtype()
    for pos in range(50):
        for column in range(d):
            angle = pos / 10000 ** (2 * (column // 2) / d)
            wanted = math.cos(angle) if column % 2 else math.sin(angle)
            assert rows[pos, column].item() == pytest.approx(wanted, abs=1e-6)


def test_the_dot_product_of_two_places_depends_on_their_distance_alone():
    rows = positional_encoding(40, 16)
    products = rows @ rows.T
    for apart in range(10):
        along = products.diagonal(apart)
        torch.testing.assert_close(along, along[:1].expand_as(along), rtol=1e-5, atol=1e-5)
    assert len({round(products[0, apart].item(), 3) for apart in range(10)}) == 10


def test_more_places_leave_the_first_ones_as_they_were():
    assert torch.equal(positional_encoding(100, 8)[:10], positional_encoding(10, 8))


@pytest.mark.parametrize(("n", "d", "name"), [(0, 4, "n"), (4, 0, "d"), (4, -2, "d")])
def test_sizes_below_one_are_refused(n, d, name):
    with pytest.raises(ValueError, match=rf"positional_encoding\({name}\): wanted a whole number of at least 1"):
        positional_encoding(n, d)


def test_a_size_that_is_no_number_is_refused():
    with pytest.raises(TypeError, match=r"positional_encoding\(d\): .* got float 2.5"):
        positional_encoding(4, 2.5)
