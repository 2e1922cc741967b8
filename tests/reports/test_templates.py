"""Versions of templates: one person writes, another puts in force; what is in force is copied and never edited."""
import pytest

from housing_portal.journal.models import Entry
from housing_portal.kit.errors import ServiceError
from housing_portal.todos import templates as todos
from reports.compose import built_in, compose
from reports.enums import DocumentKind, TemplateStatus
from reports.evaluate import evaluate
from reports.models import TemplateVersion
from reports.services import templates
from reports.services.drafts import draft_document
from reports.templating.checking import LOOK_UP
from reports.templating.conditions import FORMS
from reports.text_differences import changed_lines
from tests.reports.conftest import PAPER

BODY = "截至{as_of}。\n# 进展\n已开工{shantytown_started_sets}。"


@pytest.fixture
def other_chief(person):
    return person("chief", name="吴股长")


@pytest.fixture
def draft(time_machine_day, chief) -> TemplateVersion:
    return templates.draft_template(actor=chief, kind="bulletin", body=BODY, note="试行")


@pytest.fixture
def submitted(draft, chief) -> TemplateVersion:
    return templates.submit_template(actor=chief, template=draft)


def approve(actor, version, *, body: str | None = None, confirmed: bool = False) -> TemplateVersion:
    seen = templates.digest(version.body if body is None else body)
    return templates.approve_template(actor=actor, template=version, seen=seen, confirmed=confirmed)


def refusal(deed, **given) -> list[str]:
    with pytest.raises(ServiceError) as refused:
        deed(**given)
    return refused.value.messages


def states() -> list[tuple[int, str]]:
    return list(TemplateVersion.objects.order_by("number").values_list("number", "status"))


def test_versions_are_numbered_by_kind_and_nothing_is_in_force_yet(draft, chief):
    second = templates.draft_template(actor=chief, kind="bulletin", body=BODY, note="再试")
    other = templates.draft_template(actor=chief, kind="work_report", body=BODY, note="试行")
    assert [str(one) for one in (draft, second, other)] == [
        "督查通报模板第 1 版", "督查通报模板第 2 版", "工作汇报模板第 1 版"
    ]
    assert templates.current_template("bulletin") is None
    assert templates.text_in_force("bulletin") == built_in("bulletin")


def test_approval_by_another_person_puts_a_version_in_force_and_retires_the_one_before(submitted, chief, deputy):
    first = approve(deputy, submitted)
    assert (first.status, first.approved_by, templates.current_template("bulletin")) == ("in_force", deputy, first)
    second = templates.draft_template(actor=chief, kind="bulletin", body=f"{BODY}\n完。", note="加一句")
    templates.submit_template(actor=chief, template=second)
    approve(deputy, TemplateVersion.objects.get(pk=second.pk))
    assert states() == [(1, "retired"), (2, "in_force")]
    assert templates.text_in_force("bulletin") == f"{BODY}\n完。"
    assert Entry.objects.filter(action="停用公文模板").get().reason == "由督查通报模板第 2 版替代"


def test_the_author_cannot_approve_his_own_version(submitted, chief):
    assert refusal(approve, actor=chief, version=submitted) == ["批准人不能是编制人本人，请由另一位同事批准。"]
    assert states() == [(1, "submitted")]


def test_only_the_author_edits_and_submits_his_draft(draft, other_chief):
    assert refusal(templates.edit_template, actor=other_chief, template=draft, body=BODY, note="改") == [
        "草稿由编制人本人修改；您可以另编新版本。"
    ]
    assert refusal(templates.submit_template, actor=other_chief, template=draft) == ["草稿由编制人本人提交。"]


def test_who_may_not_is_refused(draft, submitted, clerk, director, township_clerk):
    words = "您没有“编制公文模板”的权限，请联系有此权限的同事办理。"
    for actor in (clerk, director, township_clerk):
        assert refusal(templates.draft_template, actor=actor, kind="bulletin", body=BODY, note="x") == [words]
    assert refusal(approve, actor=clerk, version=submitted) == [
        "您没有“校核、会签公文，批准公文模板”的权限，请联系有此权限的同事办理。"
    ]


def test_what_was_handed_in_or_is_in_force_is_not_edited(submitted, chief, deputy):
    edit = {"actor": chief, "template": submitted, "body": BODY, "note": "改"}
    assert refusal(templates.edit_template, **edit) == ["这个版本待批准，不能修改；需要调整请另编新版本。"]
    approve(deputy, submitted)
    assert refusal(templates.edit_template, **edit) == ["这个版本使用中，不能修改；需要调整请另编新版本。"]
    assert refusal(approve, actor=deputy, version=submitted) == [
        "当前状态是“使用中”，不能“批准启用”（须为：待批准）。请刷新页面查看最新状态。"
    ]


@pytest.mark.parametrize(
    ("body", "sentences"),
    [
        ("", ["模板正文为空。"]),
        (" \u200b\n", ["模板正文为空。"]),
        ("甲。\n{没有这个数}", [f"第 2 行：没有名为“没有这个数”的指标或要素。{LOOK_UP}"]),
        ("[如果 a b]甲", [f"第 1 行：条件“a b”写法不对：{FORMS}", "第 1 行：[如果] 没有写 [结束]。"]),
        ("字" * 40_001, ["第 1 行：模板有 40001 字，超过上限 40000 字。"]),
    ],
)
def test_a_text_that_cannot_be_read_is_not_saved(time_machine_day, chief, body, sentences):
    assert refusal(templates.draft_template, actor=chief, kind="bulletin", body=body, note="x") == sentences
    assert states() == []


def test_invisible_characters_and_line_ends_are_cleaned(time_machine_day, chief):
    made = templates.draft_template(actor=chief, kind="bulletin", body="甲\u202e。\r\n乙。\r\n", note="x")
    assert made.body == "甲。\n乙。"


def test_typed_digits_must_be_confirmed_and_are_written_down(time_machine_day, chief, deputy):
    version = templates.draft_template(actor=chief, kind="bulletin", body="须在6月底前完成。", note="x")
    templates.submit_template(actor=chief, template=version)
    version.refresh_from_db()
    assert refusal(approve, actor=deputy, version=version) == ["正文里有 1 处手写数字，请逐处核对并确认。"]
    assert approve(deputy, version, confirmed=True).status == TemplateStatus.IN_FORCE
    changes = Entry.objects.get(action="批准公文模板").after
    assert changes["确认手写数字"] == "第 1 行的“6”（须在6月底前完成。）"


def test_another_text_than_the_one_read_is_not_approved(submitted, deputy):
    assert refusal(approve, actor=deputy, version=submitted, body="别的") == [
        "打开本页之后模板正文有改动，请重新阅读后再批准。"
    ]


def test_a_version_is_returned_with_a_reason_mended_and_handed_in_again(submitted, chief, deputy):
    assert refusal(templates.return_template, actor=deputy, template=submitted, reason="改") == [
        "请写明退回原因，至少 4 个字。"
    ]
    templates.return_template(actor=deputy, template=submitted, reason="第二段写得不清楚")
    mended = templates.edit_template(actor=chief, template=submitted, body=f"{BODY}\n完。", note="改第二段")
    assert (mended.status, mended.body, mended.note) == ("draft", f"{BODY}\n完。", "改第二段")
    assert templates.submit_template(actor=chief, template=mended).status == "submitted"


def test_retiring_goes_back_to_the_built_in_text(submitted, deputy):
    approve(deputy, submitted)
    assert refusal(templates.retire_template, actor=deputy, template=submitted, reason="") == [
        "请写明停用原因，至少 4 个字。"
    ]
    templates.retire_template(actor=deputy, template=submitted, reason="恢复使用原模板")
    assert (templates.current_template("bulletin"), states()) == (None, [(1, "retired")])


def test_a_draft_keeps_the_template_it_was_begun_with(submitted, year, scope, clerk, deputy):
    before = draft_document(actor=clerk, kind="bulletin", **PAPER)
    version = approve(deputy, submitted)
    after = draft_document(actor=clerk, kind="bulletin", **PAPER)
    made = [compose(paper, evaluate(scope())) for paper in (before, after)]
    assert (before.template, after.template) == (None, version)
    assert [one.template_name for one in made] == ["督查通报内置模板", "督查通报模板第 1 版"]
    assert [one.template_sha256 for one in made] == [
        templates.digest(built_in("bulletin")), templates.digest(version.body)
    ]


@pytest.mark.parametrize("kind", DocumentKind.values)
def test_every_built_in_text_can_be_read_and_names_only_what_is_known(time_machine_day, office, kind):
    assert [str(problem) for problem in templates.problems_in(built_in(kind))] == []


def test_who_may_approve_finds_it_among_his_matters(submitted, chief, deputy, clerk):
    def titles(user) -> list[str]:
        return [source.todo(row).title for source in todos.to_review(user) for row in source.rows]

    assert (titles(deputy), titles(chief), titles(clerk)) == (["督查通报模板第 1 版"], [], [])


def test_changes_are_told_line_by_line():
    lines = changed_lines("一\n二\n三\n四\n五\n六", "一\n二二\n三\n四\n五\n六\n七")
    assert [(line.sign, line.text, line.number) for line in lines] == [
        ("", "一", 1), ("−", "二", None), ("+", "二二", 2), ("", "三", 3), ("…", "", None), ("", "六", 6),
        ("+", "七", 7),
    ]
    assert changed_lines("一", "一") == []
