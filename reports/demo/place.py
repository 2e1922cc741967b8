"""Who there is in the invented county of 云岭: units, people, districts, organizations."""
from dataclasses import dataclass

from housing_portal.accounts.enums import UnitKind
from housing_portal.registry.enums import OrganizationKind

COUNTY_CODE = "629926"
CITY = ("629900", "云川市")
WHOLE = "云岭县全域"
BUREAU = "云岭县住房和城乡建设局"
HOUSING = "住房保障股"
SECTIONS = (
    ("综合股", 2), (HOUSING, 3), ("房产市场监管股", 4),
    ("城乡建设股", 5), ("计划财务股", 6), ("审计监督室", 7), ("保交房专班", 8),
)
TOWNSHIPS = ("城关镇", "东屏镇", "清溪镇", "石桥镇", "南麓乡", "北沟乡")
ZONE = "云岭经济开发区管理委员会"
DEVELOPMENT = "云岭县城乡建设开发有限公司"
HOMES = "云岭县安居住房建设有限公司"
DIRECT = "县本级"
BANK = "云岭农村商业银行"
DEVELOPER = "云岭县栖云房地产开发有限公司"
BUILDER = "云岭县恒筑建筑工程有限公司"

# name, short name, kind, order, responsible, other names in tables
UNITS = (
    *((name, "", UnitKind.TOWNSHIP, 20 + n, True, (f"{name}人民政府",)) for n, name in enumerate(TOWNSHIPS)),
    (ZONE, "经开区", UnitKind.DEPARTMENT, 30, True, ("云岭经开区",)),
    (DEVELOPMENT, "县开发公司", UnitKind.UNDERTAKER, 31, True, ("县城乡建设开发公司",)),
    (HOMES, "县安居公司", UnitKind.UNDERTAKER, 32, True, ()),
    (DIRECT, "", UnitKind.DIRECT, 40, False, ()),
    (BANK, "", UnitKind.BANK, 50, False, ()),
    (DEVELOPER, "栖云房产", UnitKind.DEVELOPER, 60, False, ()),
)

# account, person, unit, role, telephone
PEOPLE = (
    ("clerk", "李文静", HOUSING, "clerk", "0900-6120301"),
    ("chief", "王立新", HOUSING, "chief", "0900-6120302"),
    ("deputy", "赵明远", BUREAU, "deputy", "0900-6120102"),
    ("director", "钱志宏", BUREAU, "director", "0900-6120101"),
    ("finance", "孙秀兰", "计划财务股", "finance", "0900-6120601"),
    ("auditor", "周建国", "审计监督室", "auditor", "0900-6120701"),
    ("deliv_office", "吴海涛", "保交房专班", "deliv_office", "0900-6120801"),
    ("bank", "郑晓燕", BANK, "bank", "0900-6133001"),
    ("developer", "冯大鹏", DEVELOPER, "developer", "0900-6144001"),
    ("undertaker", "陈国梁", DEVELOPMENT, "undertaker", "0900-6155001"),
    ("town.clerk", "何小雨", "城关镇", "clerk", "0900-6160001"),
)
ADMIN = ("sysadmin", "徐慧")

# name, short name, kinds, first eight places of its organization code, legal representative, capital in 元
ORGANIZATIONS = (
    (DEVELOPMENT, "县开发公司", (OrganizationKind.UNDERTAKER, OrganizationKind.PLATFORM), "MA6K0001", "陈国梁",
     80_000_000),
    (HOMES, "县安居公司", (OrganizationKind.UNDERTAKER,), "MA6K0002", "沈秋萍", 50_000_000),
    (DEVELOPER, "栖云房产", (OrganizationKind.DEVELOPER,), "MA6K0003", "冯大鹏", 30_000_000),
    (BUILDER, "恒筑建工", (OrganizationKind.CONTRACTOR,), "MA6K0004", "罗建军", 40_000_000),
    ("云川市正信工程监理有限公司", "正信监理", (OrganizationKind.SUPERVISOR,), "MA6K0005", "谢晓峰", 6_000_000),
    (BANK, "云岭农商行", (OrganizationKind.BANK,), "MA6K0006", "唐永年", 600_000_000),
    ("云岭县安和物业服务有限公司", "安和物业", (OrganizationKind.PROPERTY,), "MA6K0007", "韩冬梅", 3_000_000),
    ("云岭县财政局", "县财政局", (OrganizationKind.DEPARTMENT,), "", "", None),
    ("云岭县自然资源局", "县自然资源局", (OrganizationKind.DEPARTMENT,), "", "", None),
)

# The State Council's notice for 2026. Later years are left out: a guessed holiday would move deadlines.
HOLIDAYS = """\
2026-01-01 至 2026-01-03 节假日 元旦
2026-01-04 调休上班 元旦调休
2026-02-15 至 2026-02-23 节假日 春节
2026-02-14 调休上班 春节调休
2026-02-28 调休上班 春节调休
2026-04-04 至 2026-04-06 节假日 清明节
2026-05-01 至 2026-05-05 节假日 劳动节
2026-05-09 调休上班 劳动节调休
2026-06-19 至 2026-06-21 节假日 端午节
2026-09-25 至 2026-09-27 节假日 中秋节
2026-10-01 至 2026-10-07 节假日 国庆节
2026-09-20 调休上班 国庆节调休
2026-10-10 调休上班 国庆节调休
"""


@dataclass(frozen=True)
class Task:
    """What one unit has to do this year, and how fast it goes in per cent of the time that has passed."""

    unit: str
    sets: int | None
    old_core: int | None
    rental: int | None
    continued: int | None
    households: int | None
    wan: int
    pace: int


TASKS = (
    Task("城关镇", 420, 120, None, 150, 310, 16800, 108),
    Task("东屏镇", 180, 60, None, 90, 120, 6400, 97),
    Task("清溪镇", 160, 60, None, 60, 110, 5900, 103),
    Task("石桥镇", 120, None, None, 60, 96, 4300, 62),
    Task("南麓乡", 60, None, None, None, 72, 1900, 0),
    Task("北沟乡", None, None, None, 60, 52, 820, 88),
    Task(ZONE, 140, 60, 120, None, 100, 7600, 91),
    Task(DEVELOPMENT, 120, None, 60, None, None, 8300, 101),
    Task(HOMES, None, None, 60, None, None, 2100, 45),
)
