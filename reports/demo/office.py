"""Units, people and master data of the invented county."""
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import make_password

from housing_portal.accounts import bootstrap, services
from housing_portal.accounts.enums import UnitKind
from housing_portal.accounts.models import Unit, User
from housing_portal.kit import numbers
from housing_portal.registry import services as registry
from housing_portal.registry.enums import PaperUse
from housing_portal.registry.models import Organization, PolicyDoc
from reports.demo import place


@dataclass(frozen=True)
class Office:
    units: dict[str, Unit]
    people: dict[str, User]
    organizations: dict[str, Organization]
    policies: dict[str, PolicyDoc]

    @property
    def clerk(self) -> User:
        return self.people["clerk"]

    @property
    def chief(self) -> User:
        return self.people["chief"]


def set_up(year: int) -> Office:
    """Found the office and return everything that records refer to."""
    admin, _ = services.found_office(name=place.BUREAU, username=place.ADMIN[0], person=place.ADMIN[1], login=False)
    units = _units(admin)
    people = _people(admin, units)
    clerk = people["clerk"]
    _districts(clerk)
    registry.paste_days(actor=clerk, lines=place.HOLIDAYS)
    return Office(units, people, _organizations(clerk), _policies(clerk, year))


def open_accounts(password: str) -> None:
    """Give all accounts of the demonstration the same password, not to be changed at first login.

    Hashed once: eleven deliberate seconds of hashing would only delay the first start.
    """
    names = [place.ADMIN[0], *(username for username, *_ in place.PEOPLE)]
    User.objects.filter(username__in=names).update(password=make_password(password), must_change_password=False)


def account_lines() -> list[str]:
    """Return one line per account: account, person, role, unit."""
    names = [place.ADMIN[0], *(username for username, *_ in place.PEOPLE)]
    users = User.objects.filter(username__in=names).order_by("pk")
    return [
        f"{user.username:<14}{user.name}　{user.role_labels}　{user.unit.name}"
        for user in users.select_related("unit").prefetch_related("role_grants")
    ]


def _units(admin: User) -> dict[str, Unit]:
    bureau = admin.unit
    services.edit_unit(
        actor=admin, unit=bureau, name=bureau.name, kind=bureau.kind, short_name="县住建局", order=1
    )
    units = {place.BUREAU: bureau}
    units[place.WHOLE] = bootstrap.ensure_unit(actor=admin, name=place.WHOLE, kind=UnitKind.WHOLE, short_name="全县")
    for name, order in place.SECTIONS:
        units[name] = bootstrap.ensure_unit(
            actor=admin, name=name, kind=UnitKind.SECTION, parent=bureau, order=order
        )
    for name, short_name, kind, order, responsible, aliases in place.UNITS:
        units[name] = bootstrap.ensure_unit(
            actor=admin, name=name, kind=kind, short_name=short_name, order=order, is_responsible=responsible,
            aliases=aliases,
        )
    return units


def _people(admin: User, units: dict[str, Unit]) -> dict[str, User]:
    people = {place.ADMIN[0]: admin}
    for username, name, unit, role, phone in place.PEOPLE:
        people[username], _ = services.create_user(
            actor=admin, username=username, name=name, unit=units[unit], roles=[role], phone=phone, login=False
        )
    return people


def _districts(clerk: User) -> None:
    city = registry.register_district(actor=clerk, code=place.CITY[0], name=place.CITY[1])
    county = registry.register_district(actor=clerk, code=place.COUNTY_CODE, name="云岭县", parent=city)
    for number, name in enumerate(place.TOWNSHIPS):
        # towns are numbered from 100, townships from 200 (GB/T 10114)
        serial = (100 if name.endswith("镇") else 200) + number
        registry.register_district(actor=clerk, code=f"{county.code}{serial}", name=name, parent=county)


def credit_code(first8: str) -> str:
    """Return an invented credit code whose two check characters are right."""
    first17 = f"91{place.COUNTY_CODE}{first8}{numbers.organization_check_digit(first8)}"
    return first17 + numbers.credit_check_digit(first17)


def _organizations(clerk: User) -> dict[str, Organization]:
    found = {}
    for name, short_name, kinds, first8, representative, capital in place.ORGANIZATIONS:
        found[name] = registry.register_organization(
            actor=clerk, name=name, kinds=kinds, short_name=short_name, legal_representative=representative,
            credit_code=credit_code(first8) if first8 else None, registered_capital=capital, address="云岭县城关镇",
        )
    return found


def _policies(clerk: User, year: int) -> dict[str, PolicyDoc]:
    county, office, start = "云岭县人民政府办公室", "云岭县住房保障办公室", date(year, 1, 1)
    papers = {
        "targets": (f"云政办发〔{year}〕6号", county, f"关于下达{year}年度住房保障工作目标任务的通知", start),
        "revision": (f"云政办发〔{year}〕21号", county, f"关于调整{year}年度部分住房保障目标任务的通知", None),
        "inspection": (f"云房保办发〔{year}〕7号", office, "关于对全县住房保障工作督查的通知", None),
    }
    found = {
        key: registry.register_policy(actor=clerk, number=number, issuer=issuer, title=title, issued_on=issued_on)
        for key, (number, issuer, title, issued_on) in papers.items()
    }
    city = f"{place.CITY[1]}住房和城乡建设局"
    for use, number, title, joint in (
        (PaperUse.PRESALE_RULE, f"云川建发〔{year - 1}〕48号", f"{place.CITY[1]}商品房预售资金监管规定", None),
        (PaperUse.FILING_SHARE, f"云川建发〔{year - 1}〕62号", "关于做好房屋网签备案信息共享工作的通知", 4),
        (PaperUse.MARKET_ORDER, f"云川建发〔{year}〕5号", f"{place.CITY[1]}规范房地产市场秩序工作方案", 8),
    ):
        found[use] = registry.register_policy(
            actor=clerk, number=number, issuer=city, title=title, joint_issuers=joint, paper_use=use
        )
    return found
