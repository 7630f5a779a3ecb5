"""Every count of the advice's specification, over all 1,020,600 answer sets, exactly."""

from functools import cache

import numpy as np
import pytest

from bot.inference.axes import NOT_ASKED
from bot.inference.outlook import settled_after
from bot.inference.space import Space
from bot.rulebook.format import TIERS

MODELS = [
    # model, sets, share of the mix, then by size: 1-4, 5-14, 15-29, 30-99, 100-plus (percent)
    ("break-fix", 1_832, 10.8, (30, 5, 0, 0, 0)),
    ("block-hours", 120_040, 35.8, (51, 44, 21, 6, 8)),
    ("co-managed", 714_420, 18.8, (2, 9, 25, 64, 87)),
    ("managed", 184_308, 34.7, (17, 43, 54, 30, 5)),
]

RULES = [
    # rule, fires, decides, decisive, decides (percent of the mix)
    ("H1", 69_984, 69_984, 656, 9.28),
    ("H2", 58_320, 58_320, 2_808, 11.22),
    ("H3", 40_824, 40_824, 688, 3.28),
    ("H4", 17_010, 17_010, 640, 0.71),
    ("H5", 81_648, 81_648, 32_400, 3.75),
    ("H6", 204_120, 204_120, 128_790, 3.75),
    ("H7", 102_060, 102_060, 3_564, 1.98),
    ("H8", 25_515, 25_515, 432, 0.30),
    ("H9", 68_040, 68_040, 2_916, 0.75),
    ("H10", 116_640, 116_640, 11_961, 1.53),
    ("H11", 29_160, 29_160, 756, 0.91),
    ("H12", 81_648, 81_648, 5_994, 0.75),
    ("T1", 187_920, 113_103, 113_103, 2.21),
    ("T2", 34_344, 23_328, 23_328, 0.47),
    ("T3", 432, 432, 432, 0.03),
    ("O1", 187_920, 77_058, 56_781, 5.85),
    ("O2", 40_824, 22_275, 1_998, 2.55),
    ("O3", 70_578, 27_918, 27_918, 1.45),
    ("O4", 288, 288, 288, 0.19),
    ("N1", 432, 432, 432, 6.64),
    ("N2", 128, 128, 128, 1.42),
    ("N3", 432, 432, 432, 1.68),
    ("N4", 72, 72, 72, 0.64),
    ("N5", 48, 48, 48, 0.16),
    ("N6", 11_664, 5_994, 5_994, 0.21),
    ("N7", 11_340, 6_480, 4_320, 1.24),
    ("N8", 4_932, 3_132, 972, 0.54),
    ("N9", 26_460, 7_668, 7_668, 3.63),
    ("N10", 7_372, 3_876, 3_876, 4.41),
    ("N11", 128, 96, 96, 0.07),
    ("N12", 36_936, 13_176, 13_176, 5.98),
    ("N13", 1_408, 1_056, 1_056, 1.03),
    ("F1", 408_240, 70_902, 70_902, 1.18),
    ("F2", 408_240, 30_438, 30_438, 4.79),
    ("F3", 40_392, 12_348, 12_348, 14.47),
    ("F4", 162_000, 5_616, 5_616, 12.65),
    ("F5", 1_728, 736, 736, 2.69),
]

BESIDE = [
    # rule, percent of the mix
    ("S1", 25.7), ("S2", 43.6), ("S3", 10.8), ("S4", 5.7), ("S5", 10.6), ("S6", 18.8), ("S7", 34.7), ("S9", 10.8),
    ("S10", 1.6), ("S11", 0.3), ("S12", 5.9), ("S13", 11.3), ("S14", 10.6), ("S15", 1.7), ("S16", 35.2), ("S17", 7.5),
    ("S18", 7.5),
]  # fmt: skip

CONTRADICTIONS = [
    ("X1", 1.96), ("X2", 2.33), ("X3", 5.58), ("X4", 5.11), ("X5", 5.07), ("X6", 1.77), ("X7", 1.09), ("X8", 0.03),
    ("X9", 0.77), ("X10", 3.14), ("X11", 2.11), ("X12", 0.30), ("X13", 0.27), ("X14", 0.99),
]  # fmt: skip


@pytest.fixture(scope="module")
def mix(space):
    return space.mix()


@pytest.fixture(scope="module")
def fires(space):
    """Where each model rule fires, spread over the whole space."""
    return cache(lambda rule: np.broadcast_to(space.where(space.book.rules[rule].when), space.shape))


def percent(mix, where):
    return 100 * float(mix[np.broadcast_to(where, mix.shape)].sum())


def test_there_are_as_many_answer_sets_as_the_specification_says(space):
    assert len(space) == 1_020_600


def test_every_answer_set_has_exactly_one_model(space):
    assert int(space.models.max()) < len(space.book.models)


@pytest.mark.parametrize(("model", "sets", "share", "by_size"), MODELS)
def test_a_model_gets_its_share(model, sets, share, by_size, space, mix):
    here = space.models == [one.id for one in space.book.models].index(model)

    assert int(here.sum()) == sets
    assert round(percent(mix, here), 1) == share
    for size, expected in enumerate(by_size):
        of_size = np.broadcast_to(space.column("size") == size, space.shape)
        assert round(100 * mix[here & of_size].sum() / mix[of_size].sum()) == expected


@pytest.mark.parametrize(("rule", "fired", "decides", "decisive", "share"), RULES)
def test_a_rule_fires_decides_and_is_decisive_as_often_as_counted(
    rule, fired, decides, decisive, share, space, mix, fires
):
    deciding = space.decides(space.book.rules[rule])

    assert int(fires(rule).sum()) == fired
    assert int(deciding.sum()) == decides
    assert round(percent(mix, deciding), 2) == share
    assert int((without(rule, space, fires) != space.models).sum()) == decisive


def without(rule: str, space: Space, fires) -> np.ndarray:
    """The model of every set if a rule did not exist."""
    found = np.full(space.shape, 255, np.uint8)
    numbers = {model.id: number for number, model in enumerate(space.book.models)}
    for tier in TIERS:
        here = np.full(space.shape, 255, np.uint8)
        for one in space.book.model_rules:
            if one.tier == tier and one.rule != rule:
                here[fires(one.rule)] = numbers[one.model]
        found = np.where(found == 255, here, found)
    return found


@pytest.mark.parametrize(
    ("tier", "sets", "share"), [("trigger", 60.4, 26.6), ("standard", 27.9, 37.6), ("fallback", 11.8, 35.8)]
)
def test_a_tier_decides_as_often_as_counted(tier, sets, share, space, mix):
    here = space.tiers == TIERS.index(tier)

    assert round(100 * here.mean(), 1) == sets
    assert round(percent(mix, here), 1) == share


@pytest.mark.parametrize(("rule", "share"), [*BESIDE, *CONTRADICTIONS])
def test_what_is_said_beside_holds_for_its_share_of_the_mix(rule, share, space, mix):
    digits = 2 if rule.startswith("X") else 1

    assert round(percent(mix, space.where(space.book.rules[rule].when)), digits) == share


def test_contradictions_are_as_frequent_as_counted(space, mix):
    count = np.zeros(space.shape, np.int8)
    for one in space.book.contradictions:
        count += space.where(one.when)

    assert round(100 * (count > 0).mean(), 1) == 57.9
    assert round(percent(mix, count > 0), 1) == 25.8
    assert round(percent(mix, count > 1), 1) == 4.1


def test_exposures_in_the_mix_are_as_counted(space, mix):
    shares = [round(percent(mix, space.tallies["exposures"] == number)) for number in range(6)]

    assert shares == [12, 29, 30, 19, 8, 2]


def test_the_questions_until_settled_are_as_counted(space, mix):
    after = settled_after(space)
    asked = sum(
        np.broadcast_to(space.column(one.id) != NOT_ASKED, space.shape).astype(int) for one in space.book.questions
    )

    assert round(float(after.mean()), 2) == 5.06
    assert round(float((after * mix).sum()), 2) == 6.61
    assert int(after.min()) == 2
    assert round(float(asked.mean()), 2) == 11.66
    assert round(float((asked * mix).sum()), 2) == 10.77
    shares = [round(percent(mix, after <= number)) for number in range(2, 12)]
    assert shares == [4, 15, 17, 25, 45, 64, 81, 91, 97, 100]


@pytest.mark.parametrize("question", ["it", "budget"])
def test_a_declared_pair_of_options_never_changes_the_model(question, space):
    pair = {"it": ("nobody", "colleague"), "budget": ("average", "per-break")}[question]

    assert not differs(space, question, *pair)


def test_no_other_pair_of_options_is_equal_everywhere(space):
    declared = {("it", "nobody", "colleague"), ("budget", "average", "per-break")}
    equal = {
        (one.id, first, second)
        for one in space.book.questions
        for number, first in enumerate(one.options)
        for second in list(one.options)[number + 1 :]
        if not differs(space, one.id, first, second)
    }

    assert equal == declared


def differs(space: Space, question: str, first: str, second: str) -> bool:
    """Whether changing one option to the other changes the model of some set."""
    axis = space.axis_of[question]
    options = list(space.book.question(question).options)
    place = axis.number_of[question]
    for at, position in enumerate(axis.positions):
        if position[place] == options.index(first):
            other = list(position)
            other[place] = options.index(second)
            if tuple(other) not in axis.positions:
                return True  # what is asked changes
            here, there = (
                np.take(space.models, one, axis=axis.index) for one in (at, axis.positions.index(tuple(other)))
            )
            if (here != there).any():
                return True
    return False


def test_without_exposure_no_wish_leads_to_a_monthly_plan(space):
    wishes = tuple(space.axis_of[name].index for name in ("budget", "relation", "growth"))
    dear = np.isin(space.models, [number for number, model in enumerate(space.book.models) if model.level == 2])
    calm = np.broadcast_to(space.tallies["exposures"] == 0, space.shape)

    tipped = calm & (dear.any(axis=wishes, keepdims=True) != dear.all(axis=wishes, keepdims=True))

    assert calm.any()
    assert not tipped.any()


def test_every_model_that_is_not_advised_has_a_sentence_that_says_why(space):
    for number, model in enumerate(space.book.models):
        said = np.zeros(space.shape, bool)
        for one in space.book.why_nots:
            if one.model == model.id:
                said |= space.where(one.when)

        assert (said | (space.models == number)).all(), model.id


def test_every_rule_speaks_somewhere(space):
    assert [name for name, rule in space.book.rules.items() if not space.where(rule.when).any()] == []
