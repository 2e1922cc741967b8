from django.db.models import TextChoices


class Ownership(TextChoices):
    GOVERNMENT = "government", "政府投资"
    ENTERPRISE = "enterprise", "企业投资"
    LEASED = "leased", "政府租赁"


class HomeStatus(TextChoices):
    AVAILABLE = "available", "可分配"
    ALLOCATED = "allocated", "已分配"
    REPAIRING = "repairing", "维修中"
    IDLE = "idle", "闲置"
    DISPOSED = "disposed", "已盘活处置"
    LOST = "lost", "灭失"

    @property
    def chip(self) -> str:
        return {"available": "blue", "allocated": "green", "repairing": "amber", "idle": "red", "disposed": "grey",
                "lost": "grey"}[self.value]


# what may be given to a family, and what no longer belongs to the stock
LETTABLE = (HomeStatus.AVAILABLE, HomeStatus.IDLE)
GONE = (HomeStatus.DISPOSED, HomeStatus.LOST)


class AllocationMethod(TextChoices):
    LOTTERY = "lottery", "摇号"
    SCORING = "scoring", "评分"
    QUEUE = "queue", "轮候顺序"


class RoundStatus(TextChoices):
    DRAFT = "draft", "拟定"
    PUBLISHED = "published", "名单公示"
    DRAWN = "drawn", "已抽取"
    CLOSED = "closed", "已办结"
    VOID = "void", "作废"

    @property
    def chip(self) -> str:
        return {"draft": "grey", "published": "amber", "drawn": "blue", "closed": "green", "void": "grey"}[self.value]


class EntryStatus(TextChoices):
    """What became of a family in a round."""

    LISTED = "listed", "参加分配"
    OFFERED = "offered", "已配房"
    UNLUCKY = "unlucky", "未配到"
    SIGNED = "signed", "已签约"
    DECLINED = "declined", "放弃"
    STRUCK = "struck", "移出名单"

    @property
    def chip(self) -> str:
        return {"listed": "grey", "offered": "blue", "unlucky": "grey", "signed": "green", "declined": "red",
                "struck": "red"}[self.value]


class LeaseStatus(TextChoices):
    SIGNED = "signed", "已签约"
    OCCUPIED = "occupied", "已入住"
    ENDED = "ended", "已终止"

    @property
    def chip(self) -> str:
        return {"signed": "blue", "occupied": "green", "ended": "grey"}[self.value]


class LeaseEnd(TextChoices):
    EXPIRED = "expired", "到期不续"
    EXIT = "exit", "不再符合条件"
    ARREARS = "arrears", "欠租腾退"
    EMPTY = "empty", "连续空置收回"
    SUBLET = "sublet", "转租转借收回"
    OWN_WISH = "own_wish", "自愿退出"
    EXCHANGE = "exchange", "调换住房"
