"""The picture of a grid world: fields, arrows and ways stand where Gymnasium's tables lead."""

import numpy as np
import pytest

from lessonlib.labs.reinforcement.grid_picture import agent, grid_of, grid_plot, policy_arrows, way
from lessonlib.reinforcement import CliffWalking, FrozenLake

LAKE = FrozenLake(slippery=False)


@pytest.mark.parametrize("world", [LAKE, FrozenLake(size=8, slippery=False), CliffWalking()])
def test_each_arrow_points_to_the_field_that_the_action_reaches(world):
    grid = grid_of(world)
    for action in range(4):
        arrows = policy_arrows(grid, np.full((1, world.states), action)).arrays
        for state in range(world.states):
            _, reached, reward, _ = world.P[state][action][0]
            if reached == state or reward == -100 or grid.fields[state] in "GH":
                continue
            x, y = grid.at([state, reached])
            step = arrows["dx"][0, state], arrows["dy"][0, state]
            np.testing.assert_allclose(np.sign(step), np.sign([x[1] - x[0], y[1] - y[0]]))


def test_fields_without_an_action_have_no_arrow_and_no_way_leads_beyond_its_end():
    grid = grid_of(LAKE)
    assert np.isnan(policy_arrows(grid, [[-1] * 16]).arrays["dx"]).all()
    path = way(grid, [[0, 4, -1], [0, 4, 8]])
    assert np.isnan(path.arrays["x"][0, 2]) and path.arrays["y"][1].tolist() == [0.5, 1.5, 2.5]
    assert agent(grid, [0, 15], right=0).arrays["x"].ravel().tolist() == [0.5, 3.5]


def test_values_and_lit_fields_stand_row_by_row():
    plot = grid_plot(
        grid_of(LAKE), np.arange(32).reshape(2, 16), [list("abcdefghijklmnop")] * 2, lit=[[(6, "lit")], []]
    )
    ground = plot.marks[0]
    assert ground.arrays["shade"].shape == (2, 4, 4) and ground.strings["text"][0, 1, 2] == "g"
    assert ground.arrays["lit"][0, 0].tolist()[:2] == [1, 2]


@pytest.mark.parametrize("world", [LAKE, CliffWalking()], ids=repr)
def test_the_side_of_a_field_to_which_an_action_leads_is_coloured_by_its_value_and_told_by_its_name(world):
    grid, q = grid_of(world), np.zeros((1, world.states, 4))
    state = 17 if isinstance(world, CliffWalking) else 9  # inside, every side another field
    for action in range(4):
        q[:] = 0
        q[0, state, action] = 1
        ground = grid_plot(grid, q.max(axis=2), q=q, labels=world.labels, limits=(0, 1)).marks[0]
        row, column = divmod(state, grid.columns)
        down, right = np.array(divmod(world.P[state][action][0][1], grid.columns)) - (row, column)
        side = {(-1, 0): 0, (0, 1): 1, (1, 0): 2, (0, -1): 3}[int(down), int(right)]
        assert ground.arrays["sides"][0, row, column].tolist() == [255 * (side == k) for k in range(4)]
        assert f"{world.labels[action]} 1" in ground.strings["opens"][0, row, column].split(", ")
    row, column = divmod(grid.ends[0], grid.columns)
    assert (ground.arrays["sides"][0, row, column] == -1).all() and ground.strings["opens"][0, row, column] == ""
