from django.db.models import TextChoices


class NoticeKind(TextChoices):
    DEADLINE = "deadline", "限期整改"
    STOP_SALE = "stop_sale", "停盘整改"
    STOP_WORK = "stop_work", "停工整改"


class ServiceWay(TextChoices):
    DIRECT = "direct", "直接送达"
    LEFT = "left", "留置送达"
    MAIL = "mail", "邮寄送达"
    PUBLIC = "public", "公告送达"


class NoticeStatus(TextChoices):
    DRAFTED = "drafted", "待复核"
    RETURNED = "returned", "退回修改"
    REVIEWED = "reviewed", "待签发"
    ISSUED = "issued", "已签发待送达"
    SERVED = "served", "已送达"
    CLOSED = "closed", "已办结"
    REVOKED = "revoked", "已作废"

    @property
    def chip(self) -> str:
        return {"drafted": "grey", "returned": "red", "reviewed": "blue", "issued": "amber", "served": "blue",
                "closed": "green", "revoked": "grey"}[self.value]


IN_FORCE = (NoticeStatus.ISSUED, NoticeStatus.SERVED, NoticeStatus.CLOSED)
BEFORE_ISSUE = (NoticeStatus.DRAFTED, NoticeStatus.RETURNED, NoticeStatus.REVIEWED)
