from django.db.models import TextChoices


class Program(TextChoices):
    """What a yearly target is set for (年度目标)."""

    SHANTYTOWN = "shantytown", "棚户区改造开工"
    SHANTYTOWN_OLD = "shantytown_old", "棚户区改造开工（其中：老旧城区）"
    RENTAL_NEW = "prh_new", "公租房新建"
    CONTINUED_DONE = "continued_basic_done", "续建项目基本建成"
    SUBSIDY = "subsidy_households", "租赁补贴发放"
    INVESTMENT = "investment", "完成投资"


# a part (其中) and the program it is part of
PART_OF = {Program.SHANTYTOWN_OLD: Program.SHANTYTOWN}
MEASURES = {
    Program.SHANTYTOWN: "套",
    Program.SHANTYTOWN_OLD: "套",
    Program.RENTAL_NEW: "套",
    Program.CONTINUED_DONE: "套",
    Program.SUBSIDY: "户",
    Program.INVESTMENT: "元",
}
MONEY_PROGRAMS = frozenset({Program.INVESTMENT})
