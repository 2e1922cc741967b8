"""信访投诉 on pages: what is typed is kept, names stay masked, terms stand beside each petition, lists come in."""
import io
from collections.abc import Callable
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from housing_portal.accounts.models import Unit, User
from housing_portal.todos import petitions as todos
from inspections.models.petition import Petition
from inspections.services import petitions as services
from tests.affordable.families import identity
from tests.pages import records_petitions as make
from tests.pages import records_registers as registers
from tests.pages.records import Writers


def place(step: str, row: Petition) -> str:
    return reverse(f"inspections:petition_{step}", args=[row.pk])


def test_a_petition_is_registered_and_corrected(pen: Client, by: Writers, town: Unit) -> None:
    estate = registers.estate(by, town)
    url = reverse("inspections:petition_create")
    assert pen.get(f"{url}?estate={estate.pk}").context["form"]["estate"].value() == str(estate)
    form = {
        "channel": "visit", "received_on": "2026-05-18", "category": "late", "persons": "5", "repeats": "信访2020-1",
        "title": "要求明确交房时间", "estate": str(estate),
    }
    page = pen.post(url, form)
    assert page.context["form"].errors == {"repeats": ["没有编号为“信访2020-1”的信访件，请核对。"]}
    assert page.context["form"]["title"].value() == "要求明确交房时间"
    answer = pen.post(url, {**form, "repeats": ""})
    row = Petition.objects.get()
    assert (answer.url, row.estate, row.is_group) == (row.get_absolute_url(), estate, True)
    pen.post(place("edit", row), {**form, "repeats": "", "persons": "4"})
    assert Petition.objects.get().persons == 4


def test_the_matter_of_a_recheck_asks_for_new_facts(pen: Client, by: Writers, town: Unit) -> None:
    final = make.advanced(by, make.petition(by, town), "conclude")
    form = {"channel": "visit", "received_on": "2026-05-18", "category": "late", "persons": "1",
            "repeats": final.number, "title": "再次反映逾期交房"}
    page = pen.post(reverse("inspections:petition_create"), form)
    assert page.context["form"].warning.code == "after_recheck"
    pen.post(reverse("inspections:petition_create"), {**form, "reason": "新事实：取得鉴定报告"})
    assert Petition.objects.count() == 2


def test_the_page_shows_clock_and_masks(pen: Client, by: Writers, town: Unit) -> None:
    row = make.advanced(by, make.petition(by, town), "assign")
    answer = pen.post(reverse("inspections:petitioner_create", args=[row.pk]), {
        "role": "delegate", "name": "周小静", "identity_kind": "id_card", "identity": identity(1), "phone": "",
    })
    page = pen.get(answer.url)
    content = page.content.decode()
    assert [word in content for word in ("周*静", "周小静", identity(1))] == [True, False, False]
    terms = page.context["parts"]["details"][0][1].data
    assert [(one.label, str(one.due), one.words(date(2026, 5, 20))) for one in terms] == [
        ("告知受理或去向", "2026-03-17", "按期"), ("办结答复", "2026-05-09", "逾期 11 天"),
    ]
    labels = [button.label for button in page.context["buttons"]]
    assert labels == ["拟定答复", "申请延期", "登记信访人", "登记重复来件", "查看完整证件"]
    shown = pen.post(place("reveal", row), {"reason": "核对身份"}).content.decode()
    assert [word in shown for word in ("周小静", identity(1))] == [True, True]


def test_somebody_without_a_document_is_shown_in_plain_text(pen: Client, by: Writers, town: Unit) -> None:
    person = make.petitioner(by, town)
    assert "周小静" in pen.post(place("reveal", person.petition), {"reason": "回访"}).content.decode()
    url = reverse("inspections:petitioner_edit", args=[person.pk])
    form = {"role": "member", "name": "", "identity_kind": "id_card", "identity": "", "phone": "139****0001"}
    assert pen.get(url).content.decode().count("周小静") == 0
    assert pen.post(url, form).url == person.petition.get_absolute_url()
    person.refresh_from_db()
    assert (person.name, person.phone.reveal(), person.role) == ("周小静", "13900000001", "member")


def test_every_step_goes_over_its_page(by: Writers, town: Unit, client_of: Callable[[User], Client]) -> None:
    row, windows = make.petition(by, town), {user: client_of(user) for user in (by.clerk, by.chief)}
    for code, facts in make.STEPS.items():
        window = windows[by.chief if code in ("sign", "close") else by.clerk]
        assert window.post(place(code, row), facts).url == row.get_absolute_url()
    assert Petition.objects.get().status == "final"


def test_who_drafted_is_told_so_before_signing(by: Writers, town: Unit, client_of: Callable[[User], Client]) -> None:
    row = make.advanced(by, make.petition(by, town), "draft")
    by.clerk.role_grants.create(role="chief", reason="代理")
    window = client_of(User.objects.get(pk=by.clerk.pk))
    assert window.get(place("sign", row)).context["blocked"] == services.OWN_DRAFTED
    registered = make.petition(by, town)
    by.clerk.role_grants.create(role="deputy", reason="代理")
    assert window.get(place("reject", registered)).context["blocked"] == services.OWN_REGISTERED


def test_rejection_and_extension_by_the_leader(by: Writers, town: Unit, deputy: User, client_of: Callable) -> None:
    window, day = client_of(deputy), {"on": "2026-05-06", "told_on": "2026-05-06"}
    row = make.petition(by, town)
    page = window.post(place("reject", row), {**day, "reason": ""})
    assert list(page.context["form"].errors) == ["reason"]
    window.post(place("reject", row), {**day, "reason": "已由法院受理"})
    extending = make.extending(by, town)
    assert window.get(place("grant", extending)).context["effects"] == ["办结期限延长 20 日。"]
    window.post(place("grant", extending), day)
    assert list(Petition.objects.order_by("pk").values_list("status", flat=True)) == ["rejected", "handling"]


def test_the_list_is_narrowed_and_goes_into_excel(pen: Client, by: Writers, town: Unit) -> None:
    estate = registers.estate(by, town)
    late = make.advanced(by, make.petition(by, town, estate=estate, persons=7), "accept")
    make.petition(by, town, category="title", received_on=date(2026, 5, 18))
    url = reverse("inspections:petition_list")

    def found(**query: object) -> list[str]:
        return [row.record.number for row in pen.get(url, query).context["table"].rows]

    asked = ({"estate": estate.pk}, {"category": "title"}, {"overdue": "true"}, {"group": "true"}, {"year": "2025"})
    assert [found(**query) for query in asked] == [[late.number], ["信访2026-2"], [late.number], [late.number], []]
    assert "逾期 11 天" in pen.get(url).content.decode()
    book = load_workbook(io.BytesIO(b"".join(pen.get(url, {"export": "xlsx"}).streaming_content)))
    written = [[cell for cell in row if cell is not None] for row in book.active.iter_rows(values_only=True)]
    assert next(row for row in written if late.number in row).count("逾期 11 天") == 1


def sheet(*rows: list[object]) -> SimpleUploadedFile:
    book = Workbook()
    heads = ["信访渠道", "来件编号", "收到日期", "类别", "诉求", "内容摘要", "楼盘", "人数", "信访人", "联系电话"]
    for row in (heads, *rows):
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return SimpleUploadedFile("工单.xlsx", content.getvalue())


def test_a_list_of_the_hotline_comes_in_once(pen: Client, by: Writers, town: Unit) -> None:
    estate, url = registers.estate(by, town), reverse("inspections:petition_import")
    row = ["12345", "GD-7", date(2026, 5, 18), "质量", "外墙渗水", "", str(estate), 2, "周小静", "13900000001"]
    assert pen.post(url, {"file": sheet(row), "deed": "look"}).status_code == 200
    wrong = pen.post(url, {"file": sheet([*row[:3], "漏水", *row[4:]]), "deed": "look"}).content.decode()
    assert "不在可选范围内" in wrong
    assert Petition.objects.count() == 0
    for _time in range(2):
        pen.post(url, {"file": sheet(row), "deed": "commit"})
    taken = Petition.objects.get()
    assert (taken.channel, taken.estate, taken.persons, str(taken.petitioners.get())) == (
        "hotline", estate, 2, "周*静"
    )


def test_what_waits_is_on_the_workbench(by: Writers, town: Unit, deputy: User) -> None:
    make.petition(by, town, received_on=date(2026, 5, 18))
    make.advanced(by, make.petition(by, town), "draft")
    make.advanced(by, make.petition(by, town), "serve")
    make.extending(by, town)
    shown = {user.name: [source.todo(row).kind for source in todos.to_review(user) for row in source.rows]
             for user in (by.clerk, by.chief, deputy)}
    assert shown == {"李经办": ["信访受理"], "王股长": ["信访答复", "信访办结"], "赵副局": ["信访延期"]}
    due = [source.todo(row) for source in todos.dated(by.clerk, None, date(2026, 5, 19)) for row in source.rows]
    assert [(one.kind, str(one.due)) for one in due] == [("信访时限", "2026-05-09")] * 2
    services.return_draft(actor=by.chief, petition=Petition.objects.get(status="drafted"), on=date(2026, 5, 19),
                          reason="补充依据")
    back = [source.todo(row).note for source in todos.sent_back(by.clerk) for row in source.rows]
    assert back == ["退回原因：补充依据"]


def test_the_same_matter_again_is_filled_in_from_the_first(pen: Client, by: Writers, town: Unit) -> None:
    estate = registers.estate(by, town)
    first = make.petition(by, town, estate=estate)
    url = f"{reverse('inspections:petition_create')}?repeats={first.pk}"
    assert url in pen.get(first.get_absolute_url()).content.decode()
    form = pen.get(url).context["form"]
    assert [form[name].value() for name in ("repeats", "category", "estate")] == [
        first.number, first.category, str(estate)]
    again = make.petition(by, town, repeats=first)
    assert again.estate == estate
    assert f'href="{first.get_absolute_url()}"' in pen.get(again.get_absolute_url()).content.decode()
