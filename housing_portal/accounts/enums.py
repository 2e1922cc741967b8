from django.db.models import IntegerChoices, TextChoices


class UnitKind(TextChoices):
    """What a unit is. The kind decides what its people see: the bureau sees all, everybody else the own unit."""

    WHOLE = "whole", "全域汇总"
    BUREAU = "bureau", "住建部门"
    SECTION = "section", "内设股室"
    COUNTY = "county", "县（市、区）"
    DIRECT = "direct", "本级"
    TOWNSHIP = "township", "乡镇街道"
    DEPARTMENT = "department", "党政部门"
    UNDERTAKER = "undertaker", "承建单位"
    DEVELOPER = "developer", "开发企业"
    BANK = "bank", "监管银行"


# The bureau's own people, who see every unit's records.
BUREAU_KINDS = frozenset({UnitKind.BUREAU, UnitKind.SECTION})
# Units that can be given targets and be ranked.
RESPONSIBLE_KINDS = frozenset({UnitKind.COUNTY, UnitKind.TOWNSHIP, UnitKind.DEPARTMENT, UnitKind.UNDERTAKER})


class Switch(IntegerChoices):
    """A yes or no as it shows in tables: 启用 and 停用."""

    OFF = 0, "停用"
    ON = 1, "启用"

    @property
    def chip(self) -> str:
        return "green" if self else "grey"
