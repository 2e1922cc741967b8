"""Figures that are bound to each other by what they mean, as far as a paper prints all of them (dossier §6.1)."""
from collections.abc import Iterator

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


CHECKS = (wholes_are_their_parts,)
