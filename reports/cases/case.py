"""One case while it is being entered: its units and people, its proof, and how much of it was new or known."""
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from housing_portal.accounts import bootstrap
from housing_portal.accounts.enums import UnitKind
from housing_portal.accounts.find import match_unit, nearest
from housing_portal.accounts.models import Unit, User
from housing_portal.kit.errors import ServiceError
from reports.cases.facts import FILE, Facts

WHOLE = "全市"
DIRECT_ENDING = "本级"
# endings that tables leave out; a name of two characters is used whole
ENDINGS = ("县", "市", "区")


@dataclass
class Case:
    facts: Facts
    directory: Path
    clerk: User
    checker: User
    whole: Unit
    units: list[Unit]
    created: int = 0
    unchanged: int = 0
    notices: list[str] = field(default_factory=list)

    def unit(self, name: str) -> Unit:
        """Return the unit that the facts call ``name``."""
        found = match_unit(name, self.units)
        if found is None:
            near = nearest(name, [unit.name for unit in self.units])
            hint = f"是否为“{near}”？" if near else "请先列入 units。"
            raise ServiceError(f"{FILE} 中的单位“{name}”不在责任单位名单（units）里，{hint}")
        return found

    def settle(self, what: str, known: Any, stated: Any, enter: Callable[[], object]) -> None:
        """Enter a fact that nobody has entered yet (``known`` is None); one that is known must be the same."""
        if known is None:
            enter()
            self.created += 1
        elif known == stated:
            self.unchanged += 1
        else:
            raise ServiceError(f"{what}：系统中已登记 {known}，{FILE} 写 {stated}。请核对后在页面上更正，或改正文件。")

    @property
    def note(self) -> str:
        return f"据《{self.facts.source}》登记"[:200]

    def workbooks(self) -> list[Path]:
        """Return the attachments of the notice, in the order of their names."""
        return sorted(self.directory.glob("附件*.xlsx"))

    def files(self) -> list[tuple[str, bytes]]:
        """Return the files of the case as they came."""
        paths = [self.directory / FILE, *self.workbooks()]
        return [(path.name, path.read_bytes()) for path in paths]

    def proof(self, unit: Unit, stated: dict[str, Any]) -> list[tuple[str, bytes]]:
        """Return what the case states of one unit; the others' facts are not for its people to see."""
        extract = {"source": self.facts.source, "as_of": str(self.facts.authority.as_of), "unit": unit.name, **stated}
        return [(f"{unit.name}.json", json.dumps(extract, ensure_ascii=False, indent=1).encode())]


def open_case(facts: Facts, directory: Path) -> Case:
    """Return the case with its units and its two people, registered where they are missing."""
    issuer = facts.authority.issuer
    admin = bootstrap.ensure_setup_user(bureau=issuer)
    bureau = bootstrap.ensure_unit(actor=admin, name=issuer, kind=UnitKind.BUREAU)
    whole = bootstrap.ensure_unit(actor=admin, name=WHOLE, kind=UnitKind.WHOLE)
    units = [
        bootstrap.ensure_unit(
            actor=admin, name=name, kind=UnitKind.COUNTY, aliases=_short_forms(name, facts.units), order=number,
            is_responsible=True,
        )
        for number, name in enumerate(facts.units, 1)
    ]
    units += [
        bootstrap.ensure_unit(actor=admin, name=name, kind=UnitKind.DIRECT, order=len(units) + 1)
        for name in sorted(mentioned(facts)) if name.endswith(DIRECT_ENDING) and name not in facts.units
    ]
    clerk, checker = (
        bootstrap.ensure_system_user(actor=admin, username=username, name=name, unit=bureau, roles=[role])
        for username, name, role in (("case.clerk", "案例经办", "clerk"), ("case.checker", "案例复核", "chief"))
    )
    prefetched = {unit.pk: unit for unit in Unit.objects.prefetch_related("aliases")}
    return Case(facts, directory, clerk, checker, whole, [prefetched[unit.pk] for unit in units])


def mentioned(facts: Facts) -> set[str]:
    """Return every unit name that the facts use."""
    subsidy, history, push = facts.subsidy, facts.history, facts.push
    return {
        *facts.targets, *facts.started, *facts.ready, *facts.continued_done, *facts.investment, *facts.named_projects,
        *(finding.unit for finding in facts.findings), *(subsidy.paid | subsidy.split if subsidy else ()),
        *(history.arranged if history else ()), *(push.forecasts if push else ()),
    }


def _short_forms(name: str, names: list[str]) -> list[str]:
    """Return the form without 县, 市, 区, unless too short to be a name or short for two units."""
    short = name[:-1]
    if not name.endswith(ENDINGS) or len(short) < 2 or short in names:
        return []
    return [] if sum(other.endswith(ENDINGS) and other[:-1] == short for other in names) > 1 else [short]
