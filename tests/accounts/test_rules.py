import pytest

from housing_portal.accounts import roles
from housing_portal.accounts.enums import UnitKind
from housing_portal.accounts.rules import clash, misplaced, roles_of

INSIDE = {"clerk", "chief", "deputy", "director", "finance", "auditor", "deliv_office", "sysadmin"}


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        (UnitKind.BUREAU, INSIDE),
        (UnitKind.SECTION, INSIDE),
        (UnitKind.COUNTY, {"clerk"}),
        (UnitKind.TOWNSHIP, {"clerk"}),
        (UnitKind.DEPARTMENT, {"clerk"}),
        (UnitKind.UNDERTAKER, {"clerk", "undertaker"}),
        (UnitKind.BANK, {"bank"}),
        (UnitKind.DEVELOPER, {"developer"}),
        (UnitKind.WHOLE, set()),
        (UnitKind.DIRECT, set()),
    ],
)
def test_roles_of_each_kind_of_unit(kind: UnitKind, codes: set[str]) -> None:
    assert roles_of(kind) == codes


def test_misplaced_roles_are_named_in_the_order_of_the_table() -> None:
    assert misplaced(["bank", "clerk", "director"], UnitKind.TOWNSHIP) == ["局长", "监管银行"]


def test_administration_clashes_with_every_approving_role() -> None:
    assert clash(["sysadmin", "finance", "chief", "clerk"]) == ["股长", "财务"]
    assert clash(["finance", "chief", "director", "deputy"]) == []
    assert clash(["sysadmin", "clerk", "auditor"]) == []


def test_every_grant_names_a_known_permission() -> None:
    assert {code for role in roles.ROLES.values() for code in role.grants} - set(roles.PERMISSIONS) == set()


WRITING = {"affordable.record", "affordable.confirm", "affordable.target", "affordable.import", "reports.draft",
           "reports.issue", "registry.edit", "accounts.manage"}


def holders(*codes: str) -> list[str]:
    """Return the roles that grant all of ``codes``."""
    return [code for code, role in roles.ROLES.items() if set(codes) <= role.grants]


def test_duties_that_must_lie_apart() -> None:
    assert holders("affordable.record", "affordable.confirm") == []
    assert holders("reports.draft", "reports.issue") == []
    assert holders("accounts.manage") == ["sysadmin"]
    assert roles.ROLES["sysadmin"].grants & WRITING == {"accounts.manage", "registry.edit"}
    assert roles.ROLES["auditor"].grants & WRITING == set()


def test_unknown_permission_is_a_programming_error(clerk: object) -> None:
    with pytest.raises(KeyError):
        clerk.can("affordable.recrod")
