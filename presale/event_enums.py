"""What offices do around escrow beside its money: trainings, publicity, briefings, milestones of the platform."""
from django.db.models import TextChoices


class EventKind(TextChoices):
    TRAINING = "training", "培训"
    PUBLICITY = "publicity", "宣传"
    BRIEFING = "briefing", "研究部署"
    MILESTONE = "milestone", "平台里程碑"
    LINE = "line", "专线运行"

    @property
    def chip(self) -> str:
        return {"training": "blue", "briefing": "amber", "milestone": "green", "line": "red"}.get(self.value, "grey")


class EventSubject(TextChoices):
    """What an event was about; every subject belongs to one kind."""

    PLATFORM_TRAINING = "platform_training", "平台操作培训"
    RULE_TRAINING = "rule_training", "监管规定学习"
    SCREEN = "screen", "电子屏"
    BANNER = "banner", "横幅"
    EXPLAINING = "explaining", "专人解读"
    ONLINE = "online", "网站及公众号"
    GOVERNMENT_MEETING = "government_meeting", "县政府常务会议研究"
    MAIN_LEADER = "main_leader", "向主要领导汇报"
    LEADER = "leader", "向分管领导汇报"
    RULE_ISSUED = "rule_issued", "下发规定"
    BUILT = "built", "平台建成"
    TRIAL = "trial", "平台试运行"
    FULL_RUN = "full_run", "监管全面开展"
    SUBSIDY_ACCOUNT = "subsidy_account", "租赁补贴代发专户开立"
    OLD_ACCOUNT_CLOSED = "old_account_closed", "租赁补贴原账户注销"
    BANK_LINK = "bank_link", "租赁补贴银企直联开通"
    DATA_LINE = "data_line", "市县数据专线开通"
    DATA_LINE_DOWN = "data_line_down", "市县数据专线中断"
    DATA_LINE_UP = "data_line_up", "市县数据专线恢复"


_S = EventSubject
EVENT_SUBJECTS = {
    EventKind.TRAINING: (_S.PLATFORM_TRAINING, _S.RULE_TRAINING),
    EventKind.PUBLICITY: (_S.SCREEN, _S.BANNER, _S.EXPLAINING, _S.ONLINE),
    EventKind.BRIEFING: (_S.GOVERNMENT_MEETING, _S.MAIN_LEADER, _S.LEADER, _S.RULE_ISSUED),
    EventKind.MILESTONE: (
        _S.BUILT, _S.TRIAL, _S.FULL_RUN, _S.SUBSIDY_ACCOUNT, _S.OLD_ACCOUNT_CLOSED, _S.BANK_LINK, _S.DATA_LINE,
    ),
    # what may happen again and again, unlike a milestone
    EventKind.LINE: (_S.DATA_LINE_DOWN, _S.DATA_LINE_UP),
}
KIND_OF_SUBJECT = {subject: kind for kind, subjects in EVENT_SUBJECTS.items() for subject in subjects}
LINE_SUBJECTS = (_S.DATA_LINE, _S.DATA_LINE_DOWN, _S.DATA_LINE_UP)
