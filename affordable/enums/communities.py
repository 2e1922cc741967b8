from django.db.models import TextChoices


class CommunityStatus(TextChoices):
    PLANNED = "planned", "已列入计划"
    DESIGNED = "designed", "设计完成"
    BID = "bid", "招标完成"
    STARTED = "started", "已开工"
    IN_PROGRESS = "in_progress", "施工中"
    COMPLETED = "completed", "已完工"
    ACCEPTED = "accepted", "已验收"
    SETTLED = "settled", "已结算"

    @property
    def chip(self) -> str:
        return {"planned": "grey", "designed": "grey", "bid": "grey", "started": "blue", "in_progress": "blue",
                "completed": "green", "accepted": "green", "settled": "green"}[self.value]


class WorkCategory(TextChoices):
    BASIC = "basic", "基础类"
    IMPROVE = "improve", "完善类"
    UPGRADE = "upgrade", "提升类"


class WorkScope(TextChoices):
    MAIN = "main", "主体改造"
    INFRA = "infra", "基础设施改造"
