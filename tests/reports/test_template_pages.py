"""The pages of templates: the editor keeps what was typed, the trial shows the paper, each step has its person."""
from html import unescape

import pytest
from django.urls import reverse

from reports.models import TemplateVersion
from reports.services import templates
from reports.slots import ALL
from reports.templating import TABLES

BODY = "截至{as_of}。\n# 进展\n已开工{shantytown_started_sets}，计划{rental_start_rate}。"


@pytest.fixture
def version(time_machine_day, chief) -> TemplateVersion:
    return templates.draft_template(actor=chief, kind="bulletin", body=BODY, note="试行")


def page(window, name: str, *args, **query) -> str:
    answer = window.get(reverse(f"reports:template_{name}", args=args), query)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def send(window, name: str, *args, **data):
    return window.post(reverse(f"reports:template_{name}", args=args), data)


def test_the_editor_begins_with_the_text_in_force_and_offers_every_slot(time_machine_day, chief, client_of):
    text = page(client_of(chief), "create", "bulletin")
    assert "[段落 年度目标任务]" in text
    assert 'data-slot="shantytown_started_sets"' in text
    assert 'data-slot="basis_doc"' in text


def test_a_group_of_the_picker_tells_its_values_of_the_day(year, office, client_of):
    year.target(office.whole, "shantytown", 1400)
    asked = {"group": "目标任务", "as_of": "2026-06-30"}
    window, address = client_of(year.chief), reverse("reports:template_values")
    values = window.get(address, asked).json()
    assert (values["shantytown_target_sets"], values["investment_target"]) == ("1400", "——")
    assert window.get(address, {"group": "没有的"}).json() == {}


def test_a_text_with_an_unknown_slot_is_refused_and_stays_in_the_box(time_machine_day, chief, client_of):
    answer = send(client_of(chief), "create", "bulletin", body="甲。\n{没有}", note="试行")
    text = unescape(answer.content.decode())
    assert "第 2 行：没有名为“没有”的指标或要素。" in text
    assert "甲。\n{没有}</textarea>" in text
    assert TemplateVersion.objects.count() == 0


def test_a_trial_shows_the_paper_what_is_left_out_and_saves_nothing(time_machine_day, office, chief, client_of):
    answer = send(client_of(chief), "create", "bulletin", body=BODY, note="试行", as_of="2026-06-30", preview="1")
    text = unescape(answer.content.decode())
    assert "截至2026年6月30日。" in text
    assert "已省略 2 处" in text  # the sentence, and the heading above it
    assert "已开工［" not in text.split("模板正文")[0].split('class="paper"')[-1]
    assert TemplateVersion.objects.count() == 0


def test_every_slot_can_be_tried_before_there_is_any_paper(time_machine_day, office, chief, client_of):
    body = "\n".join(f"{{{slot.code}}}。" for slot in ALL)
    answer = send(client_of(chief), "create", "bulletin", body=body, note="试行", as_of="2026-06-30", preview="1")
    assert answer.status_code == 200
    assert "检查通过" in unescape(answer.content.decode())


def test_a_trial_of_a_text_with_problems_tells_them(time_machine_day, chief, client_of):
    answer = send(client_of(chief), "create", "bulletin", body="[如果", note="试行", preview="1")
    assert "第 1 行：单独的“[”看不懂" in unescape(answer.content.decode())


def test_a_kind_that_records_begin_says_why_there_is_no_trial(time_machine_day, office, chief, client_of):
    assert "起草第一份后即可预览" in page(client_of(chief), "builtin", "withdrawal")


def test_saved_submitted_and_approved_through_the_pages(time_machine_day, office, chief, deputy, client_of):
    author, approver = client_of(chief), client_of(deputy)
    assert send(author, "create", "bulletin", body="须在6月底前完成。", note="试行").status_code == 302
    made = TemplateVersion.objects.get()
    assert send(author, "edit", made.pk, body="须在6月底前完成。完。", note="试行二").status_code == 302
    assert send(author, "submit", made.pk).status_code == 302
    shown = page(approver, "approve", made.pk)
    assert "第 1 行的“6”（须在6月底前完成。完。）" in shown
    read = templates.digest("须在6月底前完成。完。")
    refused = send(approver, "approve", made.pk, read=read)
    assert "正文里有 1 处手写数字，请逐处核对并确认。" in unescape(refused.content.decode())
    assert send(approver, "approve", made.pk, read=read, confirmed="on").status_code == 302
    made.refresh_from_db()
    assert (made.status, made.approved_by) == ("in_force", deputy)
    assert send(approver, "retire", made.pk, reason="恢复使用原模板").status_code == 302
    made.refresh_from_db()
    assert made.status == "retired"


def test_the_author_finds_no_way_to_approve(version, chief, client_of):
    templates.submit_template(actor=chief, template=version)
    assert "批准人不能是编制人本人" in page(client_of(chief), "approve", version.pk)


def test_a_version_shows_text_changes_and_paper_of_the_day(version, office, year, deputy, client_of):
    year.start(office.townships[0], 12)
    text = page(client_of(deputy), "detail", version.pk, as_of="2026-06-30")
    assert "<li># 进展</li>" in text
    assert "与现用模板的差异" in text
    assert ">12套</a>" not in text  # the rate is not known, so the whole sentence is left out
    assert "已开工12套，计划［" in text


def test_returned_with_a_reason(version, chief, deputy, client_of):
    templates.submit_template(actor=chief, template=version)
    assert send(client_of(deputy), "return", version.pk, reason="第二段写得不清楚").status_code == 302
    version.refresh_from_db()
    assert version.status == "draft"


def test_the_list_finds_by_kind_state_and_words(version, deputy, client_of):
    window = client_of(deputy)
    for query in ({"kind": "bulletin"}, {"status": "draft"}, {"q": "试行"}):
        assert "试行" in page(window, "list", **query).split("<tbody>")[-1]
    assert "试行" not in page(window, "list", status="in_force").split("<tbody>")[-1]


def test_templates_of_unknown_kinds_do_not_exist(chief, client_of):
    for name in ("builtin", "create"):
        assert client_of(chief).get(reverse(f"reports:template_{name}", args=["poem"])).status_code == 404


def test_people_of_other_units_find_nothing(version, person, office, client_of):
    window = client_of(person("chief", office.townships[0]))
    answers = [
        window.get(reverse("reports:template_detail", args=[version.pk])),
        window.get(reverse("reports:template_builtin", args=["bulletin"])),
        window.get(reverse("reports:template_create", args=["bulletin"])),
        window.post(reverse("reports:template_create", args=["bulletin"]), {"body": "甲。", "note": "x"}),
    ]
    assert [answer.status_code for answer in answers] == [404, 404, 403, 403]


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "file:///etc/passwd", "http://example.com/x.css"])
def test_markup_and_addresses_print_as_text(time_machine_day, office, chief, client_of, text):
    answer = send(client_of(chief), "create", "bulletin", body=f"{text}。", note="试行", preview="1").content.decode()
    assert unescape(answer).count(text) == 2  # in the box and in the paper
    assert "<script>alert" not in answer


def test_long_words_are_refused_in_chinese(time_machine_day, chief, client_of):
    answer = send(client_of(chief), "create", "bulletin", body="甲。", note="名" * 5000)
    assert answer.status_code == 200
    assert TemplateVersion.objects.count() == 0


def test_what_was_typed_stays_when_the_version_was_handed_in_meanwhile(version, chief, client_of):
    templates.submit_template(actor=chief, template=version)
    answer = send(client_of(chief), "edit", version.pk, body="甲。\n加了一句。", note="改")
    text = unescape(answer.content.decode())
    assert "这个版本待批准，不能修改；需要调整请另编新版本。" in text
    assert "甲。\n加了一句。</textarea>" in text
    version.refresh_from_db()
    assert version.body == BODY


def test_the_tables_that_the_editor_offers_can_be_tried_as_they_are(time_machine_day, office, chief, client_of):
    body = "\n".join(text for _, text in TABLES) + "完。"
    answer = send(client_of(chief), "create", "bulletin", body=body, note="试行", as_of="2026-06-30", preview="1")
    text = unescape(answer.content.decode())
    assert "检查通过" in text
    assert text.count('<table class="sheet">') == 3
    assert f'data-insert="{TABLES[0][1]}"' in text


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("甲\x00。\n[表格]\n甲|乙\n丙|{没有}\n[结束]", "第 4 行：没有名为“没有”的指标或要素。"),
        ("[表格]\n甲|乙\n丙|｛year｝\u202e|{slot.__class__}\n[结束]", "第 3 行：这一行有 3 格，表头有 2 格"),
        ("字" * 200_000, "第 1 行：模板有 200000 字，超过上限 40000 字。"),
        ("[表格]\n甲|乙\n" + "[如果 as_of > 9999999999999999999]" * 40, "第 3 行：嵌套超过 30 层，请拆开来写。"),
        ("[表格]\n甲|乙\n" + "|" * 39_000, "请拆成几份公文。"),
    ],
)
def test_what_no_paper_needs_gets_a_sentence(time_machine_day, office, chief, client_of, body, sentence):
    answers = [send(client_of(chief), "create", "bulletin", body=body, note="试行", **more)
               for more in ({}, {"preview": "1"})]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert sentence in unescape(answers[1].content.decode())
    assert TemplateVersion.objects.count() == 0
