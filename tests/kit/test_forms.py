"""Inputs as people type them, and how forms speak."""
import re
from datetime import date
from decimal import Decimal

import pytest
from django import forms as django_forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string

from housing_portal.kit import forms
from housing_portal.kit.errors import NeedsReason, ServiceError


class Payment(forms.Form):
    cards = (("款项", ("amount", "count")), ("其他", ("nowhere",)))
    wide = ("note",)
    amount = forms.AmountField(label="金额（元）", noun="金额")
    area = forms.AmountField(label="面积（㎡）", noun="面积", required=False)
    count = django_forms.IntegerField(label="套数", min_value=0)
    day = django_forms.DateField(label="日期", required=False)
    kind = django_forms.TypedChoiceField(label="类别", choices=[("", "---------"), ("a", "甲")], required=False)
    note = django_forms.CharField(label="备注", widget=django_forms.Textarea, required=False)
    checked = django_forms.BooleanField(label="已核对", required=False)


@pytest.mark.parametrize(("typed", "amount"), [
    ("1,234.56", "1234.56"), ("１，２３４．５６", "1234.56"), ("1 234", "1234"), (" 0 ", "0"), ("-5.5", "-5.5"),
    ("1234567890123.45", "1234567890123.45"),
])  # fmt: skip
def test_amounts_are_read_as_typed(typed, amount):
    assert Payment({"amount": typed, "count": "1"}).fields["amount"].clean(typed) == Decimal(amount)


@pytest.mark.parametrize("typed", [
    "abc", "1.2.3", "壹万", "1e3x", "NaN", "Infinity", "——", "1.234", "12345678901234567",
    "1e10", "1_000", "٣٠٠", "१००", ".", "+", "1,000e2",
])  # fmt: skip
def test_what_is_no_amount_is_refused(typed):
    with pytest.raises(ValidationError):
        Payment().fields["amount"].clean(typed)


@pytest.mark.parametrize("typed", ["1_000", "٣", "१००", "1e3", "1.5", "12 套", "--1", "1\n2.5"])
def test_what_is_no_whole_number_is_refused_and_stays(typed):
    form = Payment({"amount": "1", "count": typed})
    assert form.errors == {"count": ["请填写整数，例如 120。"]}
    assert form["count"].value() == "".join(typed.split())


@pytest.mark.parametrize(("typed", "count"), [("1,200", 1200), ("１２", 12), ("+3", 3), ("120.00", 120), ("7.", 7)])
def test_whole_numbers_are_read_as_typed(typed, count):
    form = Payment({"amount": "1", "count": typed})
    assert (form.errors, form.cleaned_data["count"]) == ({}, count)


def test_a_wrong_amount_stays_in_the_box_and_a_right_one_gets_separators():
    wrong = Payment({"amount": "十万", "count": "１,２00"})
    assert (wrong["amount"].value(), wrong["count"].value()) == ("十万", "1200")
    assert 'value="1,500,000.00"' in str(Payment(initial={"amount": Decimal("1500000.00")})["amount"])


@pytest.mark.parametrize(("typed", "capitals"), [
    ("1,510,000", "人民币壹佰伍拾壹万元整"), ("十万", ""), ("", ""), ("1.234", ""), ("NaN", ""), ("1e999999", ""),
])  # fmt: skip
def test_money_is_repeated_in_capitals(typed, capitals):
    assert forms.capitals(Payment({"amount": typed})["amount"]) == capitals


def test_an_area_is_not_repeated_in_capitals():
    assert forms.capitals(Payment({"area": "12"})["area"]) == ""


def test_messages_name_the_field_and_the_remedy():
    form = Payment({"amount": "", "count": "三"})
    assert form.errors == {"amount": ["请填写金额（元）。"], "count": ["请填写整数，例如 120。"]}


def test_choices_and_days_that_cannot_be():
    wrong = Payment({"amount": "1", "count": "1", "kind": "z", "day": "2026-02-30"})
    assert wrong.errors == {
        "kind": ["所选的类别不在可选范围内，请重新选择。"], "day": ["请填写日期，例如 2026-04-01。"],
    }


def test_widgets_wear_the_portal_s_classes():
    kinds = {f.name: (f.field.widget.input_type if hasattr(f.field.widget, "input_type") else "textarea",
                      f.field.widget.attrs["class"]) for f in Payment()}  # fmt: skip
    assert kinds == {
        "amount": ("text", "form-control num"), "area": ("text", "form-control num"),
        "count": ("text", "form-control num"), "day": ("date", "form-control"), "kind": ("select", "form-select"),
        "note": ("textarea", "form-control"), "checked": ("checkbox", "form-check-input"),
    }  # fmt: skip


def test_a_date_goes_into_the_picker_as_iso():
    assert 'value="2026-06-30"' in str(Payment(initial={"day": date(2026, 6, 30)})["day"])


@pytest.mark.parametrize(("typed", "errors"), [
    ("1949-10-01", []), ("2100-12-31", []), ("0026-04-01", ["0026-04-01 的年份不对，请核对。"]),
    ("2206-04-01", ["2206-04-01 的年份不对，请核对。"]),
])  # fmt: skip
def test_a_year_that_nobody_can_mean(typed, errors):
    assert Payment({"amount": "1", "count": "1", "day": typed}).errors.get("day", []) == errors


def test_an_empty_choice_says_what_to_do():
    assert Payment().fields["kind"].choices == [("", "请选择"), ("a", "甲")]


def test_cards_hold_the_named_fields_and_the_rest_follows():
    drawn = [(title, [field.name for field in fields]) for title, fields in Payment().drawn_cards()]
    assert drawn == [("款项", ["amount", "count"]), ("", ["area", "day", "kind", "note", "checked"])]


def test_refusals_of_a_service_reach_their_field_or_the_top():
    form = Payment({"amount": "1", "count": "1"})
    assert form.is_valid() is True
    form.refuse(ServiceError({"amount": ["超可拨付 1.00 万元。"], "elsewhere": ["账户已冻结。"]}))
    form.refuse(ServiceError("账户不存在。"))
    assert form.errors == {"amount": ["超可拨付 1.00 万元。"], "__all__": ["账户已冻结。", "账户不存在。"]}


def test_the_reason_is_cleaned_text():
    assert [Payment(data).reason for data in ({}, {"reason": " 已核\x00实 "})] == ["", "已核实"]


def draw(form):
    return render_to_string("kit/form_body.html", {"form": form, "submission": "t", "seen": "", "csrf_token": "c"})


def test_errors_are_summed_up_with_links_to_their_boxes():
    page = draw(Payment({"amount": "x", "count": "1"}))
    assert "有 1 项需要更正" in page
    assert re.findall(r'<li><a href="(#\w+)">(.*?)</a>：(.*?)</li>', page) == [
        ("#id_amount", "金额（元）", "请填写金额，例如 1,234.56。")
    ]
    described, errors = re.findall(r'aria-describedby="(\w+)"', page), re.findall(r'class="err" id="(\w+)"', page)
    assert described == errors == ["id_amount_error"]


def test_a_soft_warning_asks_for_a_reason_and_keeps_it():
    form = Payment({"amount": "1", "count": "1", "reason": "<b>属实</b>"})
    form.warning = NeedsReason("完成率 145.96 %，请确认并说明")
    page = draw(form)
    assert "完成率 145.96 %，请确认并说明" in page
    assert re.findall(r'name="reason"[^>]*>(.*?)</textarea>', page) == ["&lt;b&gt;属实&lt;/b&gt;"]
