"""Templates of papers in each of their states, made by the services."""
from housing_portal.accounts.models import Unit
from reports.models import TemplateVersion
from reports.services import templates
from tests.pages.records import Writers
from tests.pages.route import Route

BODY = "截至{as_of}，序时进度为{time_elapsed_share}。\n# 工作进展\n已开工{shantytown_started_sets}。"


def draft(by: Writers, unit: Unit) -> TemplateVersion:
    return templates.draft_template(actor=by.chief, kind="bulletin", body=BODY, note=f"{unit}试行")


def submitted(by: Writers, unit: Unit) -> TemplateVersion:
    return templates.submit_template(actor=by.chief, template=draft(by, unit))


def in_force(by: Writers, unit: Unit) -> TemplateVersion:
    made = submitted(by, unit)
    # the census has one chief alone; who approves is another person
    TemplateVersion.objects.filter(pk=made.pk).update(
        status="in_force", approved_by=by.clerk, approved_at=made.made_at
    )
    return made


LOOK, WRITE, CHECK = "reports.view", "reports.templates", "reports.check"
TEMPLATES = [
    Route("reports:template_list", LOOK),
    Route("reports:template_values", "reports.draft"),
    Route("reports:template_builtin", LOOK, more=("bulletin",)),
    Route("reports:template_create", WRITE, more=("bulletin",)),
    Route("reports:template_detail", LOOK, draft), Route("reports:template_edit", WRITE, draft),
    Route("reports:template_submit", WRITE, draft), Route("reports:template_approve", CHECK, submitted),
    Route("reports:template_return", CHECK, submitted), Route("reports:template_retire", CHECK, in_force),
]
