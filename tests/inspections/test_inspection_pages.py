"""Campaigns and inspections on their pages: what was typed is kept, what is wrong is said where it stands."""
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from housing_portal.accounts.models import Unit
from inspections.models.inspection import Inspection
from inspections.services import campaigns, inspections
from tests.inspections.test_inspections import DAY
from tests.journal.test_photos import picture
from tests.material import pdf_bytes
from tests.pages import records_inspections as make
from tests.pages.records import Writers


def form(by: Writers, **more: object) -> dict[str, object]:
    return {
        "on": "2026-05-18", "leader": by.chief.pk, "inspectors": [one.pk for one in make.team(by)],
        "methods": ["site", "talk"], "log_text": make.LOG, **more,
    }


def test_an_inspection_is_recorded_and_signed_on_pages(pen: Client, seal: Client, by: Writers, town: Unit) -> None:
    office = make.office(by, town)
    first, second = make.item(by, order=1), make.item(by, text="公示一房一价表", order=2)
    page = pen.post(reverse("inspections:inspection_start"), {"target": "云栖"})
    assert list(page.context["form"].errors) == ["target"]
    page = pen.post(reverse("inspections:inspection_start"), {"target": office.name})
    url = f"{reverse('inspections:inspection_create')}?target={office.pk}"
    assert page.url == url
    page = pen.post(url, form(by, **{f"result_{first.pk}": "fail"}))
    assert page.context["form"].errors == {f"note_{first.pk}": ["不合格的请写明情况。"]}
    answers = {f"result_{first.pk}": "fail", f"note_{first.pk}": "未公示", "all_pass": "on"}
    fake = SimpleUploadedFile("照片.jpg", pdf_bytes("不是照片"))
    page = pen.post(url, {**form(by, **answers), "photos": fake})
    assert page.context["form"].errors == {"photos": ["“照片.jpg”不是图片，请上传现场拍的照片（JPG 或 PNG）。"]}
    assert page.context["form"][f"note_{first.pk}"].value() == "未公示"
    page = pen.post(url, {**form(by, **answers), "photos": SimpleUploadedFile("照片.jpg", picture())})
    visit = Inspection.objects.get()
    assert page.url == visit.get_absolute_url()
    assert list(visit.items.order_by("item__order").values_list("item", "result")) == [
        (first.pk, "fail"), (second.pk, "pass")
    ]
    page = seal.get(page.url)
    assert ("照片.jpg" in page.content.decode(), page.context["pictures"].count()) == (True, 1)
    assert [one.label for one in page.context["buttons"]] == ["签字确认日志", "作废"]
    labels = [one.label for one in pen.get(visit.get_absolute_url()).context["buttons"]]
    assert labels == ["修改", "登记问题", "上传照片"]
    sign = reverse("inspections:inspection_sign", args=[visit.pk])
    assert pen.get(sign).context["blocked"] == inspections.OWN_RECORD
    assert seal.post(sign).url == visit.get_absolute_url()
    assert Inspection.objects.get().status == "logged"


def test_an_open_record_is_edited_on_its_page(pen: Client, by: Writers, town: Unit) -> None:
    visit = make.recorded(by, town)
    url, line = reverse("inspections:inspection_edit", args=[visit.pk]), visit.items.get().item
    page = pen.get(url)
    assert page.context["form"][f"note_{line.pk}"].value() == "未公示最新一期许可证"
    given = form(by, **{f"result_{line.pk}": "na", "handling": "责令当日补齐"})
    assert pen.post(url, given).url == visit.get_absolute_url()
    visit.refresh_from_db()
    assert (visit.handling, visit.items.get().result, visit.on) == ("责令当日补齐", "na", make.ON)


def test_the_ledger_is_searched_by_result_and_kind(pen: Client, by: Writers, town: Unit, town2: Unit) -> None:
    bad = make.recorded(by, town)
    good = make.visit(by, make.office(by, town2))
    url = reverse("inspections:inspection_list")

    def found(**query: str) -> list[str]:
        return [row.record for row in pen.get(url, query).context["table"].rows]

    assert (found(failed="true"), found(failed="false")) == ([bad], [good])
    assert (found(kind="sales_office", q=str(town2)), found(kind="broker")) == ([good], [])
    assert found(campaign=str(bad.campaign_id), on_after="2026-05-18", on_before="2026-05-18") == [bad]


def test_a_campaign_on_pages(pen: Client, seal: Client, by: Writers, town: Unit) -> None:
    domain = make.domain(by)
    given = {"name": "房地产市场秩序整治", "domain": domain.pk, "starts_on": "2026-05-06", "ends_on": "2026-05-01"}
    page = pen.post(reverse("inspections:campaign_create"), given)
    assert page.context["form"].non_field_errors() == ["结束日期不能早于开始日期。"]
    page = pen.post(reverse("inspections:campaign_create"), {**given, "ends_on": "2026-06-30"})
    campaign = campaigns.Campaign.objects.get()
    assert page.url == campaign.get_absolute_url()
    seal.post(reverse("inspections:campaign_open", args=[campaign.pk]))
    state = reverse("inspections:campaign_screening", args=[campaign.pk])
    given = {"on": "2026-05-18", "what": "排查经营性自建房", "screened": "1,200", "found_what": "存在隐患", "found": ""}
    page = pen.post(state, given)
    assert page.context["form"].non_field_errors() == ["“其中”的内容和数须同时填写。"]
    assert pen.post(state, {**given, "found": "12"}).url == campaign.get_absolute_url()
    content = seal.get(campaign.get_absolute_url()).content.decode()
    assert [word in content for word in ("1,200", "排查经营性自建房", "撤回")] == [True] * 3


def test_every_figure_opens_its_records(seal: Client, by: Writers, town: Unit, town2: Unit) -> None:
    visit = make.signed(by, town)
    make.visit(by, visit.target, on=DAY)
    stated = make.screening(by, town2)
    expected = {
        "insp_total": [f"{visit.target} 2026-05-20", str(visit)], "insp_offices": [str(visit.target)],
        "insp_domain_sales": [str(visit.target)], f"insp_screened_{stated.pk}_found": [str(stated)], "insp_firms": [],
    }
    found = {
        key: [line.label for line in seal.get(reverse("reports:figure", args=[key])).context["lines"]]
        for key in expected
    }
    assert found == expected


def test_the_page_of_a_campaign_leads_to_its_inspections(pen: Client, by: Writers, town: Unit) -> None:
    office, campaign = make.office(by, town), make.running(by, town)
    start = f"{reverse('inspections:inspection_start')}?campaign={campaign.pk}"
    assert start in pen.get(campaign.get_absolute_url()).content.decode()
    page = pen.get(pen.post(start, {"target": office.name}).url)
    assert page.context["form"]["campaign"].value() == campaign.pk
