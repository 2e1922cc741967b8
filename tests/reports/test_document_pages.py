"""Papers in the browser: drafted by kind, explained, checked, signed, sent out, looked up again."""
from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from housing_portal.accounts.models import User
from reports.enums import DocumentKind, DocumentStatus
from reports.forms.documents import ExplanationForm
from reports.models import Document, DocumentNumber, Explanation, IssuedCopy
from reports.services import checking, signing
from reports.services.drafts import edit_document
from reports.services.parts import RECAPTURED
from reports.views.document_forms import ABOUT
from reports.views.document_steps import buttons_of, files_of
from reports.views.explanations import CHANGED, GONE
from tests.reports.conftest import PAPER
from tests.reports.course import again

pytestmark = pytest.mark.usefixtures("light")
TOTAL = "investment_total_wan_derived"
DRAFT = {**{name: value for name, value in PAPER.items() if value}, "as_of": "2026-06-30", "issued_on": "2026-07-02",
         "is_sealed": "on", "needs_countersign": "on"}


def step(client: Client, paper: Document, code: str, **data: object):
    address = reverse(f"reports:document_{code}", args=[paper.pk])
    return client.sign(address, data) if code == "sign" else client.post(address, data)


def labels(user: User, paper: Document) -> list[str]:
    paper = again(paper)
    return [button.label for button in buttons_of(paper, user, is_captured=paper.status != "draft")]


def test_what_a_paper_lacks_is_said_before_the_password_is_asked(year, course, client_of, director):
    paper = course.proofread(year.bulletin())
    page = client_of(director).get(reverse("reports:document_sign", args=[paper.pk]))
    assert page.context["blocked"] == "这份公文须先会签，再送签发。"
    assert 'name="password"' not in page.content.decode()
    paper = checking.countersign(actor=course.deputy, document=paper)
    page = client_of(director).get(reverse("reports:document_sign", args=[paper.pk]))
    assert (page.context["blocked"], 'name="password"' in page.content.decode()) == ("", True)
    Document.objects.filter(pk=paper.pk).update(basis_doc=None)
    page = client_of(director).get(reverse("reports:document_sign", args=[paper.pk]))
    assert page.context["blocked"].startswith("督查类公文必须写明授权依据")
    assert 'name="password"' not in page.content.decode()


def test_the_kind_is_chosen_first(year, client_of, clerk):
    html = client_of(clerk).get(reverse("reports:document_create")).content.decode()
    offered = [kind for kind in DocumentKind if reverse("reports:document_draft", args=[kind.value]) in html]
    assert offered == [DocumentKind.WORK_REPORT, DocumentKind.BULLETIN, DocumentKind.DELIVERY_BULLETIN]
    assert (ABOUT["supervision"] in html, ABOUT["difference"] in html) == (True, True)
    for kind in ("correction", "urge_letter", "nothing"):
        assert client_of(clerk).get(reverse("reports:document_draft", args=[kind])).status_code == 404


@pytest.mark.parametrize(("kind", "asked", "unasked"), [
    ("bulletin", {"basis_doc", "campaign_from", "target_doc"}, {"period_from", "unit"}),
    ("work_report", {"period_from", "problems", "measures"}, {"campaign_from", "target_doc", "unit"}),
    ("delivery_bulletin", {"period_from"}, {"campaign_groups", "unit"}),
])
def test_each_kind_asks_for_what_it_states(year, client_of, clerk, kind, asked, unasked):
    form = client_of(clerk).get(reverse("reports:document_draft", args=[kind])).context["form"]
    assert (asked - set(form.fields), unasked & set(form.fields)) == (set(), set())
    assert form.initial["needs_countersign"] is True


def test_the_head_of_the_last_paper_is_offered(year, client_of, clerk):
    year.paper(addressees="各乡镇，县直有关单位")
    form = client_of(clerk).get(reverse("reports:document_draft", args=["work_report"])).context["form"]
    assert (form.initial["prefix"], form.initial["addressees"]) == ("云房保办发", "各乡镇，县直有关单位")
    assert form.initial["issued_on"] == date(2026, 7, 2)


@pytest.mark.parametrize(("kind", "title", "first", "as_of"), [
    ("work_report", "2026年上半年住房保障和房地产工作情况汇报", date(2026, 1, 1), date(2026, 6, 30)),
    ("delivery_bulletin", "关于2026年6月保交房工作进展情况的通报", date(2026, 6, 1), date(2026, 6, 30)),
    ("bulletin", "关于住房保障工作督查情况的通报", None, date(2026, 7, 2)),
])
def test_the_period_that_is_due_is_offered(year, client_of, clerk, kind, title, first, as_of):
    initial = client_of(clerk).get(reverse("reports:document_draft", args=[kind])).context["form"].initial
    assert (initial["title"], initial.get("period_from"), initial["as_of"]) == (title, first, as_of)


def test_the_drafter_finds_the_figures_beside_the_free_text(year, client_of, clerk):
    window = client_of(clerk)
    page = window.get(reverse("reports:document_draft", args=["work_report"]))
    codes = {slot.code for _, slots in page.context["groups"] for slot in slots}
    assert {"period", "investment_rate", "shantytown_started_sets"} <= codes
    boxes = [name for name, field in page.context["form"].fields.items() if "data-template" in field.widget.attrs]
    assert boxes == ["assessment", "problems", "measures"]
    assert 'data-insert="{investment_rate}"' in page.content.decode()
    assert window.get(reverse("reports:template_values")).json() == {}


def test_the_head_of_a_notice_to_one_unit_is_not_offered(year, client_of, clerk):
    first = year.bulletin()
    year.bulletin(kind="supervise_notice", prefix="住建督办", addressees="南麓乡人民政府")
    initial = client_of(clerk).get(reverse("reports:document_draft", args=["work_report"])).context["form"].initial
    assert (initial["prefix"], initial["addressees"]) == (first.prefix, first.addressees)


def test_what_was_typed_is_kept_when_it_is_refused(year, client_of, clerk):
    page = client_of(clerk).post(reverse("reports:document_draft", args=["work_report"]), {
        **DRAFT, "period_from": "2026-07-01", "title": "关于<b>六月</b>工作的汇报",
    })
    assert page.context["form"].errors == {"period_from": ["统计期开始不能晚于截至日期。"]}
    assert "关于&lt;b&gt;六月&lt;/b&gt;工作的汇报" in page.content.decode()
    assert Document.objects.count() == 0


def test_a_reason_is_given_for_the_numbers_that_the_page_has_shown(year, office, client_of, clerk):
    whole, first, second = office.whole, *office.townships[:2]
    year.target(whole, "shantytown", 400)
    paper, window = year.bulletin(), client_of(clerk)
    [warning] = [one for one, _ in window.get(paper.get_absolute_url()).context["judged"] if one.severity == "red"]
    explain = f"{reverse('reports:document_explain', args=[paper.pk])}?warning={warning.key}"
    typed = {"reason": "其余乡镇目标尚在分解", "seen": window.get(explain).context["seen"]}
    year.target(first, "shantytown", 100)
    page = window.post(explain, typed)
    assert page.context["form"].non_field_errors() == [CHANGED]
    assert typed["reason"] in page.content.decode()
    assert (typed["seen"] == warning.sentence, page.context["seen"] in (warning.sentence, "")) == (True, False)
    assert Explanation.objects.count() == 0
    assert window.post(explain, {**typed, "seen": page.context["seen"]}).status_code == 302
    assert Explanation.objects.get().sentence == page.context["seen"]
    year.target(second, "shantytown", 300)
    page = window.post(explain, {**typed, "submission": ""})
    assert (page.status_code, page.context["blocked"], window.get(explain).status_code) == (200, GONE, 404)


def test_a_paper_runs_its_course(year, office, client_of, clerk, chief, deputy, director):
    year.target(office.whole, "shantytown", 400)
    year.invest(office.townships[0], 100)
    drafter, checker, second, signer = (client_of(user) for user in (clerk, chief, deputy, director))
    created = drafter.post(reverse("reports:document_draft", args=["bulletin"]), {**DRAFT, "kind": "work_report"})
    paper = Document.objects.get()
    assert (created.headers["Location"], paper.kind) == (paper.get_absolute_url(), "bulletin")
    edit_document(actor=clerk, document=paper, basis_doc=year.bulletin().basis_doc)
    detail = drafter.get(paper.get_absolute_url())
    assert (detail.context["open_count"], detail.context["problem"]) == (1, "")
    assert f'{reverse("reports:figure", args=[TOTAL])}?as_of=2026-06-30' in detail.content.decode()
    assert step(drafter, paper, "capture").status_code == 302
    refused = step(checker, paper, "proofread")
    assert "还有 1 项须处理或说明后才能办理。" in refused.content.decode()
    [warning] = [one for one, _ in drafter.get(paper.get_absolute_url()).context["judged"] if one.severity == "red"]
    explain = f"{reverse('reports:document_explain', args=[paper.pk])}?warning={warning.key}"
    assert "请写明差异原因，至少 4 个字。" in drafter.post(explain, {"reason": "略"}).content.decode()
    assert drafter.post(explain, {"reason": "其余乡镇目标尚在分解"}).status_code == 302
    assert drafter.get(explain.replace("warning=", "warning=no-")).status_code == 404
    for client, code, status in (
        (checker, "proofread", "proofread"), (second, "countersign", "countersigned"), (signer, "sign", "signed"),
        (drafter, "issue", "issued"), (drafter, "archive", "archived"),
    ):
        assert step(client, paper, code).status_code == 302, code
        assert again(paper).status == status
    assert again(paper).number == "云房保办发〔2026〕1号"
    pdf = drafter.get(reverse("reports:document_pdf", args=[paper.pk]))
    assert pdf.content == bytes(IssuedCopy.objects.get().pdf) == "%PDF-云房保办发〔2026〕1号".encode()
    stages = drafter.get(paper.get_absolute_url()).context["stages"]
    assert all(stage.at for stage in stages)
    assert [(stage.label, str(stage.who)) for stage in stages] == [
        ("起草", "李经办"), ("取数", "李经办"), ("校核", "王股长"), ("会签", "赵副局"), ("签发", "钱局长"),
        ("印发", "李经办"), ("归档", "李经办"),
    ]


def test_signing_asks_for_the_own_password(year, course, client_of, director):
    paper = course.countersigned(year.bulletin())
    client, address = client_of(director), reverse("reports:document_sign", args=[paper.pk])
    page = client.get(address).content.decode()
    assert "云房保办发〔2026〕下一号" in page
    assert f"<dt>主送</dt><dd>{paper.addressees}</dd>" in page  # one signs what one sees
    assert "请填写本人登录密码。" in client.post(address).content.decode()
    assert client.sign(address).status_code == 302
    assert again(paper).status == "signed"


def test_buttons_are_for_whoever_may_take_the_step(year, course, clerk, chief, deputy, director):
    files = ["版式文件"]
    paper = year.bulletin()
    assert labels(clerk, paper) == [*files, "编辑", "取数"]
    assert [one.label for one in files_of(paper, is_captured=True)] == ["可编辑稿", "取数表", "数据来源清单"]
    assert labels(deputy, paper) == files
    course.captured(paper)
    assert labels(clerk, paper) == [*files, "重新取数", "撤回修改"]
    assert labels(chief, paper) == [*files, "重新取数", "校核", "撤回修改", "退回起草"]
    checking.proofread(actor=chief, document=paper)
    assert labels(chief, paper) == [*files, "退回起草"]
    assert labels(deputy, paper) == [*files, "会签", "退回起草"]
    checking.countersign(actor=deputy, document=paper)
    assert labels(deputy, paper) == [*files, "退回起草"]
    assert labels(director, paper) == [*files, "签发", "退回起草"]
    signing.sign(actor=director, document=paper)
    assert labels(director, paper) == [*files, "撤销签发"]
    assert labels(clerk, paper) == [*files, "印发"]


def test_the_page_of_a_step_says_why_it_is_not_yours(year, course, client_of, chief):
    paper = course.proofread(year.bulletin())
    html = client_of(chief).get(reverse("reports:document_countersign", args=[paper.pk])).content.decode()
    assert "这份公文由您本人校核，须由另一位同事会签。" in html


def test_an_issued_paper_shows_what_was_issued_with_chips_and_what_differs(year, office, course, client_of, chief):
    year.invest(office.townships[0], 100)
    paper = course.issued(year.bulletin())
    year.invest(office.townships[0], 150)
    page = client_of(chief).get(paper.get_absolute_url())
    html = page.content.decode()
    binding = course.last(paper).bindings.get(key=TOTAL, unit=None)
    assert f'<a class="figc" href="{binding.get_absolute_url()}"' in html
    assert "累计完成投资" in html
    assert ">100万元</a>" in html
    assert ">150万元</a>" not in html
    assert [(row.label, row.written, row.written_now) for row in page.context["differences"]] == [
        ("完成投资", "100万元", "150万元"), ("城关镇完成投资", "100万元", "150万元"),
    ]
    assert reverse("reports:document_correct", args=[paper.pk]) in html


def test_one_click_drafts_the_correction_and_both_papers_name_each_other(year, office, course, client_of, clerk):
    year.invest(office.townships[0], 100)
    paper = course.issued(year.bulletin())
    year.invest(office.townships[0], 150)
    client = client_of(clerk)
    made = step(client, paper, "correct", reason="六月投资漏报")
    new = Document.objects.get(corrects=paper)
    assert made.headers["Location"] == new.get_absolute_url()
    assert new.get_absolute_url() in client.get(paper.get_absolute_url()).content.decode()
    page = client.get(new.get_absolute_url()).content.decode()
    assert paper.get_absolute_url() in page
    assert ("原文为100万元，更正为" in page, ">150万元</a>" in page) == (True, True)
    edit = client.get(reverse("reports:document_edit", args=[new.pk])).context["form"]
    assert ("problems" in edit.fields, edit.fields["assessment"].label) == (False, "原因")


def test_a_paper_is_withdrawn_with_a_reason(year, course, client_of, clerk):
    paper = course.issued(year.bulletin())
    assert step(client_of(clerk), paper, "withdraw", reason="").status_code == 200
    assert step(client_of(clerk), paper, "withdraw", reason="依据文件已废止").status_code == 302
    assert Document.objects.get(corrects=paper).kind == "withdrawal"


def test_a_paper_of_earlier_days_shows_its_stored_file_alone(year, office, client_of, chief):
    paper = year.paper(number="云房保办发〔2026〕1号")
    Document.objects.filter(pk=paper.pk).update(status=DocumentStatus.ISSUED, signed_by=chief)
    IssuedCopy.objects.create(document=paper, pdf=b"%PDF-old", sha256="0" * 64, data_cutoff=paper.drafted_at,
                              warnings=[], issued_at=paper.drafted_at, figures={})
    page = client_of(chief).get(paper.get_absolute_url())
    assert (page.context["preview"], "按台账重新排出" in page.content.decode()) == ("", True)
    assert client_of(chief).get(reverse("reports:document_pdf", args=[paper.pk])).content == b"%PDF-old"
    assert client_of(chief).get(reverse("reports:document_sources", args=[paper.pk])).status_code == 404


def test_the_register_shows_void_numbers_with_their_reason(year, course, client_of, director):
    paper = course.signed(year.bulletin())
    signing.unsign(actor=director, document=paper, reason="主送单位有误")
    course.signed(paper)
    client, address = client_of(director), reverse("reports:number_list")
    html = client.get(address).content.decode()
    assert ("云房保办发〔2026〕1号" in html, "主送单位有误" in html, html.count(">作废</span>")) == (True, True, 1)
    assert [len(client.get(address, {"state": state}).context["table"].data) for state in ("1", "0")] == [1, 1]
    rows = load_workbook(BytesIO(b"".join(client.get(address, {"export": "xlsx"})))).active.iter_rows(values_only=True)
    assert {row[0] for row in rows} >= {"云房保办发〔2026〕1号", "云房保办发〔2026〕2号"}
    assert DocumentNumber.objects.count() == 2


def test_townships_find_no_paper_of_the_bureau(year, course, client_of, township_clerk):
    paper = course.captured(year.bulletin())
    client = client_of(township_clerk)
    pages = [reverse(f"reports:document_{name}", args=[paper.pk]) for name in ("detail", "pdf", "sources")]
    binding = course.last(paper).bindings.all()[0]
    answers = [client.get(page).status_code for page in (*pages, binding.get_absolute_url())]
    assert answers == [404] * 4
    assert list(client.get(reverse("reports:number_list")).context["table"].data) == []


@pytest.mark.parametrize(("code", "before", "actor"), [
    ("proofread", "captured", "chief"), ("countersign", "proofread", "deputy"), ("sign", "countersigned", "director"),
    ("issue", "signed", "clerk"),
])
def test_nobody_answers_for_a_capture_that_was_not_on_the_page(year, course, client_of, code, before, actor):
    paper = getattr(course, before)(year.bulletin())
    client = client_of(getattr(course, actor))
    seen = client.get(reverse(f"reports:document_{code}", args=[paper.pk])).context["seen"]
    assert seen == course.last(paper).pk
    if before == "signed":
        signing.unsign(actor=course.director, document=paper, reason="文字有误，退回重办")
    elif before != "captured":
        checking.send_back(actor=course.chief, document=paper, reason="文字有误，退回重办")
    again_there = getattr(course, before)(again(paper))  # taken back, captured and brought there anew meanwhile
    page = step(client, paper, code, seen=seen).content.decode()
    assert (RECAPTURED in page, again(paper).status) == (True, again_there.status)
    assert step(client, paper, code, seen=course.last(paper).pk).status_code == 302


def test_the_reason_of_a_difference_has_room_for_its_400_characters():
    box = ExplanationForm().fields["reason"]
    assert (type(box.widget).__name__, box.max_length) == ("Textarea", 400)
