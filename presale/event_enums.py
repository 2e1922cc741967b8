"""What offices do around escrow beside its money: trainings, publicity, briefings, milestones of the platform."""
from django.db.models import TextChoices


class EventKind(TextChoices):
    TRAINING = "training", "培训"
    PUBLICITY = "publicity", "宣传"
    BRIEFING = "briefing", "研究部署"
    MILESTONE = "milestone", "平台里程碑"

    @property
    def chip(self) -> str:
        return {"training": "blue", "briefing": "amber", "milestone": "green"}.get(self.value, "grey")


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


_S = EventSubject
EVENT_SUBJECTS = {
    EventKind.TRAINING: (_S.PLATFORM_TRAINING, _S.RULE_TRAINING),
    EventKind.PUBLICITY: (_S.SCREEN, _S.BANNER, _S.EXPLAINING, _S.ONLINE),
    EventKind.BRIEFING: (_S.GOVERNMENT_MEETING, _S.MAIN_LEADER, _S.LEADER, _S.RULE_ISSUED),
    EventKind.MILESTONE: (_S.BUILT, _S.TRIAL, _S.FULL_RUN),
}
KIND_OF_SUBJECT = {subject: kind for kind, subjects in EVENT_SUBJECTS.items() for subject in subjects}
