"""Changed images: against numpy's turns and rolls, and torch's affine grid."""

import numpy as np
import pytest
import torch

from lessonlib.data.augment import add_noise, flip, rotate, scale, shift

IMAGES = np.random.default_rng(0).random((5, 8, 8))


def by_torch(images, theta):
    """What torch samples at ``theta`` (n, 2, 3) of each pixel's place, (x, y) from -1 to 1, zeros outside."""
    batch = torch.tensor(images)[:, None]
    grid = torch.nn.functional.affine_grid(torch.tensor(theta), batch.shape, align_corners=True)
    return torch.nn.functional.grid_sample(batch, grid, align_corners=True)[:, 0].numpy()


def test_quarter_turns_are_numpys():
    for quarters in (1, 2, 3, -1):
        np.testing.assert_allclose(
            rotate(IMAGES, 90 * quarters), np.rot90(IMAGES, quarters, axes=(1, 2)), rtol=0, atol=1e-12
        )


def test_each_image_is_turned_by_its_own_angle_as_torch_turns_it():
    degrees = np.array([0.0, 12.0, -30.0, 77.5, 180.0])
    a = np.deg2rad(degrees)
    theta = np.array([[np.cos(a), -np.sin(a), 0 * a], [np.sin(a), np.cos(a), 0 * a]]).transpose(2, 0, 1)
    np.testing.assert_allclose(rotate(IMAGES, degrees), by_torch(IMAGES, theta), rtol=0, atol=1e-12)


def test_each_image_is_scaled_by_its_own_factor_as_torch_scales_it():
    factor = np.array([1.0, 0.5, 0.7, 1.3, 2.0])
    theta = np.array([np.eye(2, 3) / f for f in factor])
    np.testing.assert_allclose(scale(IMAGES, factor), by_torch(IMAGES, theta), rtol=0, atol=1e-12)


def test_a_shift_by_whole_pixels_is_a_roll_without_what_comes_round():
    right = np.roll(IMAGES, 2, axis=2)
    right[:, :, :2] = 0
    np.testing.assert_allclose(shift(IMAGES, right=2), right, rtol=0, atol=1e-12)
    up = np.roll(IMAGES, -3, axis=1)
    up[:, -3:] = 0
    np.testing.assert_allclose(shift(IMAGES, down=-3), up, rtol=0, atol=1e-12)


def test_a_shift_by_parts_of_a_pixel_is_torchs():
    down, right = np.array([0.25, -1.5, 0, 3.75, 9]), np.array([0, 0.5, -2.25, 1.125, 0])
    theta = np.array([[[1, 0, -2 * r / 7], [0, 1, -2 * d / 7]] for d, r in zip(down, right, strict=True)])
    np.testing.assert_allclose(shift(IMAGES, down, right), by_torch(IMAGES, theta), rtol=0, atol=1e-12)


def test_images_need_not_be_square_and_keep_their_precision():
    wide = IMAGES[:, :3].astype(np.float32)
    for changed in (rotate(wide, 5), scale(wide, 2), shift(wide, 1), flip(wide), add_noise(wide, 0.1, 0)):
        assert changed.shape == wide.shape and changed.dtype == np.float32
    np.testing.assert_allclose(rotate(wide, 180), wide[:, ::-1, ::-1], rtol=0, atol=1e-6)


def test_mirrored_twice_is_as_before():
    np.testing.assert_array_equal(flip(IMAGES), np.fliplr(IMAGES.transpose(1, 2, 0)).transpose(2, 0, 1))
    np.testing.assert_array_equal(flip(IMAGES, upside_down=True)[3], np.flipud(IMAGES[3]))
    np.testing.assert_array_equal(flip(flip(IMAGES)), IMAGES)


def test_noise_has_the_spread_asked_for_and_is_cut_at_0_and_1():
    grey = np.full((4, 100, 100), 0.5)
    noisy = add_noise(grey, [0.0, 0.02, 0.1, 2.0], rng=0)
    np.testing.assert_array_equal(noisy[0], grey[0])
    np.testing.assert_allclose(noisy[1:3].std(axis=(1, 2)), [0.02, 0.1], rtol=0.03)
    np.testing.assert_allclose(noisy[1:3].mean(axis=(1, 2)), 0.5, atol=0.005)
    assert noisy[3].min() == 0 and noisy[3].max() == 1
    np.testing.assert_array_equal(noisy, add_noise(grey, [0.0, 0.02, 0.1, 2.0], rng=np.random.default_rng(0)))


def test_the_images_given_stay_as_they_are():
    before = IMAGES.copy()
    for changed in (rotate(IMAGES, 0), scale(IMAGES, 1), shift(IMAGES), flip(IMAGES), add_noise(IMAGES, 0, 0)):
        changed[:] = 7
    np.testing.assert_array_equal(IMAGES, before)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: rotate(IMAGES[0], 5), "rotate: wanted images of shape (n, h, w), got (8, 8). Write image[None]"),
        (lambda: rotate(IMAGES[:0], 5), "rotate: wanted images of shape (n, h, w), got (0, 8, 8)."),
        (lambda: rotate(IMAGES, [1, 2]), "rotate(degrees): wanted one finite number or 5, got shape (2,)"),
        (lambda: rotate(IMAGES, np.nan), "rotate(degrees): wanted one finite number or 5, got one that is not finite"),
        (lambda: rotate(IMAGES, "12"), "rotate(degrees): wanted an array of numbers, got str"),
        (lambda: scale(IMAGES, 0), "scale(factor): wanted numbers above 0, got 0"),
        (lambda: add_noise(IMAGES, -1), "add_noise(spread): wanted numbers of at least 0, got -1"),
        (lambda: add_noise(IMAGES, 1, rng="x"), "add_noise(rng): wanted a numpy Generator"),
        (lambda: flip("image"), "flip: wanted an array of numbers, got str"),
    ],
)
def test_a_bad_argument_says_what_was_wanted(call, sentence):
    with pytest.raises((ValueError, TypeError)) as caught:
        call()
    assert sentence in str(caught.value)
