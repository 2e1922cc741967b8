"""What the invented county builds: its projects, findings, arrears and words."""
from dataclasses import dataclass

from affordable.enums import Forecast, ProjectKind, Stage
from reports.demo.place import DEVELOPMENT, DIRECT, HOMES, TOWNSHIPS, ZONE

CITY_TOWN, EAST, CLEAR, STONE, SOUTH, NORTH = TOWNSHIPS


@dataclass(frozen=True)
class Site:
    """A project; ``back`` is how many years before this one it was planned."""

    unit: str
    kind: ProjectKind
    name: str
    sets: int
    old_core: int | None = None
    back: int = 0
    wan: int = 0


SHANTYTOWN, RENTAL = ProjectKind.SHANTYTOWN, ProjectKind.RENTAL
SITES = (
    Site(CITY_TOWN, SHANTYTOWN, "文昌街片区", 220, 80, wan=13200),
    Site(CITY_TOWN, SHANTYTOWN, "钟楼巷片区", 120, 40, wan=7400),
    Site(CITY_TOWN, SHANTYTOWN, "北关片区", 80, wan=4600),
    Site(EAST, SHANTYTOWN, "东屏老街片区", 120, 60, wan=6900),
    Site(EAST, SHANTYTOWN, "柳河片区", 60, wan=3300),
    Site(CLEAR, SHANTYTOWN, "清溪河滩片区", 100, 60, wan=5600),
    Site(CLEAR, SHANTYTOWN, "水磨坊片区", 60, wan=3200),
    Site(STONE, SHANTYTOWN, "石桥粮站片区", 120, wan=6600),
    Site(SOUTH, SHANTYTOWN, "南麓集镇片区", 60, wan=3100),
    Site(ZONE, SHANTYTOWN, "锦绣家园安置片区", 140, 60, wan=8200),
    Site(ZONE, RENTAL, "经开区产业配套公租房", 120, wan=3600),
    Site(DEVELOPMENT, SHANTYTOWN, "电机厂家属区片区", 120, wan=7000),
    Site(DEVELOPMENT, RENTAL, "安和公租房", 60, wan=1900),
    Site(HOMES, RENTAL, "学府公租房", 60, wan=1950),
    Site(HOMES, ProjectKind.GUARANTEED_RENTAL, "青年公寓保障性租赁住房", 80, wan=2600),
    Site(CITY_TOWN, ProjectKind.OLD_COMMUNITY, "建设路老旧小区改造", 96, wan=720),
    Site(CITY_TOWN, SHANTYTOWN, "城西安置房一期", 150, back=3, wan=8800),
    Site(EAST, SHANTYTOWN, "东屏安置小区", 90, back=3, wan=5100),
    Site(CLEAR, SHANTYTOWN, "清溪安置小区", 60, back=2, wan=3300),
    Site(STONE, SHANTYTOWN, "石桥安置小区", 60, back=3, wan=3300),
    Site(NORTH, SHANTYTOWN, "北沟安置小区", 60, back=2, wan=3200),
)

# the target of this unit was lowered in the course of the year: what it was first
REVISED_UNIT, FIRST_SETS = STONE, 160
REVISION_REASON = "石桥粮站二期地块用地未批，40 套调减至下年度"

# sets, and what the county found to settle what is owed
STOCK = {"assigned_sets": 3260, "reported_done_sets": 3420, "reused_sets": 180, "existing_sets": 2990}
STOCK_YEARS = (2008, 2015)
ARRANGED = {
    CITY_TOWN: 90, EAST: 50, CLEAR: 40, STONE: 10, SOUTH: 0, NORTH: 0, ZONE: 0, DEVELOPMENT: 0, HOMES: 0, DIRECT: 60,
}

# years back, unit, category by its place in the dictionary, number
FINDINGS = (
    (2, CITY_TOWN, 1, 3), (2, STONE, 3, 2), (2, DIRECT, 2, 1),
    (1, CITY_TOWN, 0, 2), (1, CITY_TOWN, 1, 2), (1, EAST, 1, 2), (1, CLEAR, 4, 1), (1, STONE, 5, 2),
    (1, SOUTH, 3, 1), (1, NORTH, 6, 1), (1, ZONE, 3, 2), (1, DEVELOPMENT, 1, 1), (1, DIRECT, 2, 1),
)

CONTINUED = (
    (CITY_TOWN, 150, Forecast.CAN), (EAST, 90, Forecast.CAN), (CLEAR, 60, Forecast.CAN),
    (STONE, 60, Forecast.PARTLY), (NORTH, 60, Forecast.DIFFICULT),
)

NOTES = (
    (CITY_TOWN, "北关片区", Stage.BUILDING, "1、2 号楼主体施工，其余楼栋基础开挖。"),
    (EAST, "东屏老街片区", Stage.RELOCATING, "剩余 6 户正在商谈签约，拆迁与基坑支护交叉推进。"),
    (STONE, "石桥粮站片区", Stage.PREPARING, "建设用地规划许可证已办理，施工图审查中。"),
    (SOUTH, "南麓集镇片区", Stage.READY, "前期手续已完成，施工单位已进场，具备开工条件。"),
    (HOMES, "学府公租房", Stage.SURVEYING, "选址方案已定，正在摸底地下管线。"),
)
