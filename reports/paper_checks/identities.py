"""Figures that are bound to each other by what they mean, as far as a paper prints all of them (dossier §6.1)."""
from collections.abc import Iterator
from itertools import pairwise

from housing_portal.kit.figures import plain
from reports.paper_checks.reading import Reading, found
from reports.paper_checks.same import figures_said
from reports.warning import Warning

# the whole, its parts with their signs
IDENTITIES: tuple[tuple[str, tuple[tuple[int, str], ...]], ...] = (
    ("dv_at_risk", ((1, "dv_stopped"), (1, "dv_semi_stopped"), (1, "dv_lagging"))),
    ("handover_left_sets", ((1, "dv_due_sets"), (-1, "handover_of_due"))),
    ("old_invest", ((1, "old_main"), (1, "old_infra"))),
    ("hh_signed", ((1, "hh_demo"), (1, "hh_left"))),
    ("yards_signed", ((1, "yards_demo"), (1, "yards_left"))),
    ("sub_base_hh", ((1, "sub_entered"), (1, "sub_left"))),
    ("shared_alloc", ((1, "shared_certified"), (1, "shared_uncertified"))),
    ("stock_area", ((1, "stock_home_area"), (1, "stock_other_area"))),
)

# the whole, what is counted within it; each further one within the one before
WITHIN: tuple[tuple[str, ...], ...] = (
    ("filed_net_sets_year", "filed_net_home_sets_year"), ("filed_net_area_year", "filed_net_home_area_year"),
    ("filed_net_sets_month", "filed_net_home_sets_month"), ("filed_net_area_month", "filed_net_home_area_month"),
    ("stock_area", "stock_home_area"), ("old_cnt", "old_started"), ("shared_built", "shared_alloc"),
    ("rural_cnt", "rural_started", "rural_completed", "rural_accepted"), ("sub_base_hh", "sub_entered"),
    ("dv_estates", "dv_high_risk", "dv_high_working"),
    ("dv_due_sets", "handover_of_due"), ("pet_accepted", "pet_closed"),
)
# figures of one thing found and of what came of it, named alike
COURSE = ("_found", "_mended", "_closed")


def wholes_are_their_parts(reading: Reading) -> Iterator[Warning]:
    """Each whole that stands in the paper with all its parts is made of them, as exactly as they are printed."""
    said = figures_said(reading)
    for whole, parts in IDENTITIES:
        if not all(key in said for key in (whole, *(key for _, key in parts))):
            continue
        total = said[whole][0]
        made = [(sign, said[key][0]) for sign, key in parts]
        added = sum(sign * one.base for sign, one in made)
        if abs(added - total.base) > total.half + sum(one.half for _, one in made):
            label = reading.figures.indicators[whole].label
            shown = "".join(f"{'＋' if sign > 0 else '－'}{one.text}" for sign, one in made).removeprefix("＋")
            yield found(
                "identity", label, f"写 {total.text}，而 {shown}＝{plain(added)}。请核对。",
                total.base, "所写", added, "按分项", indicator=whole,
            )


def parts_stay_within_their_whole(reading: Reading) -> Iterator[Warning]:
    """What is counted within another figure is not larger, wherever the paper prints both (其中 ≤ 主项)."""
    said, indicators = figures_said(reading), reading.figures.indicators
    chains = (*WITHIN, *((key.removesuffix(end), key) for key in said for end in COURSE if key.endswith(end)))
    for whole, part in (pair for chain in chains for pair in pairwise(chain)):
        if whole not in said or part not in said or whole not in indicators or part not in indicators:
            continue
        outer, inner = said[whole][0], said[part][0]
        if inner.base - inner.half > outer.base + outer.half:
            yield found(
                "within", indicators[part].label,
                f"写 {inner.text}，大于所属的“{indicators[whole].label}” {outer.text}。其中数不能大于主项，请核对。",
                inner.base, "其中", outer.base, "主项", indicator=part,
            )


CHECKS = (wholes_are_their_parts, parts_stay_within_their_whole)
