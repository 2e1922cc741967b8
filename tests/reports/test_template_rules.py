"""What verify finds when a hand in the database has touched a template."""
from housing_portal.kit import clock
from reports.models import TemplateVersion
from reports.rules.template import TEMPLATE_RULES
from reports.services import captures, templates
from reports.services.drafts import draft_document
from reports.verify import told_in_the_diary
from tests.reports.broken import found
from tests.reports.conftest import PAPER


def test_a_text_changed_behind_the_portal_is_found(time_machine_day, office, clerk, chief, deputy):
    made = templates.draft_template(actor=chief, kind="bulletin", body="截至{as_of}。", note="试行")
    templates.submit_template(actor=chief, template=made)
    templates.approve_template(actor=deputy, template=made, seen=templates.digest(made.body), confirmed=False)
    paper = draft_document(actor=clerk, kind="bulletin", **PAPER)
    captures.capture(actor=clerk, document=paper)
    assert found(TEMPLATE_RULES) == {}
    TemplateVersion.objects.update(body="[如果")
    assert found(TEMPLATE_RULES) == {
        "使用中的公文模板可以读懂": ["督查通报模板第 1 版：第 1 行：单独的“[”看不懂：要照印请写成“[[”。"],
        "取数所用的模板正文未变": [
            f"公文 {paper.pk}《{paper}》取数时的模板与督查通报模板第 1 版现在的正文不一致"
        ],
    }


def test_a_version_in_force_that_nobody_told_is_found(time_machine_day, office, chief, deputy):
    version = TemplateVersion.objects.create(
        kind="bulletin", number=1, body="截至{as_of}。", status="in_force", made_by=chief, made_at=clock.now(),
        approved_by=deputy, approved_at=clock.now(),
    )
    assert list(told_in_the_diary()) == [f"公文模板 {version.pk}：操作日志中没有登记"]
