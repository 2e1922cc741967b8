"""Identity documents by kind, accounts and telephones. Vectors: the standards, and numbers made for these tests."""
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from housing_portal.kit import numbers
from housing_portal.registry import identity
from housing_portal.registry.identity import (
    IdentityKind,
    normal_identity,
    validate_account,
    validate_identity,
    validate_phone,
)


def code_of(check: object, *given: object) -> str:
    """Return the code of the refusal, or "" when the value is accepted."""
    try:
        check(*given)
    except ValidationError as refusal:
        return refusal.code
    return ""


def checked(first17: str) -> str:
    return first17 + numbers.identity_check_digit(first17)


@pytest.mark.parametrize(
    ("kind", "number", "code"),
    [
        ("id_card", "11010519491231002X", ""),
        ("id_card", "440524188001010014", ""),
        ("id_card", "440524188001010015", "check"),
        ("id_card", "110105194902300021", "date"),
        ("id_card", "110105491231002", "old"),
        ("id_card", "A10105194912310021", "length"),
        ("id_card", "", "length"),
        ("residence", checked("81000019900101001"), ""),
        ("residence", checked("83000019900101001"), ""),
        ("residence", "11010519491231002X", "form"),
        ("residence", checked("81000019900231001"), "date"),
        ("foreign_resident", "ABC123456789012", ""),
        ("foreign_resident", checked("91184019900101001"), ""),
        ("foreign_resident", "911840199001010010", "check"),
        ("foreign_resident", "", "form"),
        ("passport", "E12345678", ""),
        ("passport", "EA1234567", ""),
        ("passport", "ABCDEFGH", "form"),
        ("passport", "E1", "form"),
        ("hk_macao_pass", "H12345678", ""),
        ("hk_macao_pass", "M1234567800", ""),
        ("hk_macao_pass", "A12345678", "form"),
        ("taiwan_pass", "12345678", ""),
        ("taiwan_pass", "1234567", "form"),
        ("officer", "军字第2001988号", ""),
        ("officer", "军*", "form"),
        ("household", "620725001", ""),
        ("household", "1", "form"),
        ("credit_code", "91350100M000100Y43", ""),
        ("credit_code", "91350100M000100Y44", "check"),
        ("", "11010519491231002X", "kind"),
        ("driver", "11010519491231002X", "kind"),
    ],
)
def test_documents(kind: str, number: str, code: str) -> None:
    assert code_of(validate_identity, kind, number) == code


def test_every_kind_is_checked() -> None:
    assert [kind for kind in IdentityKind if code_of(validate_identity, kind, "？") == ""] == []


def test_an_old_number_is_refused_with_what_to_do() -> None:
    with pytest.raises(ValidationError) as refused:
        validate_identity("id_card", "110105491231002")
    assert refused.value.messages == ["15 位旧身份证号已停用，请填写 18 位号码。"]


@pytest.mark.parametrize(
    "spoilt",
    ["4.40524E+17", "4.4E+17", "4.40524188001010E17", "440524188001010000.0", "'4.40524E+17", "４．４E+17",
     440524188001010000.0, 440524188001010014, Decimal("440524188001010014"), 12345678],
)
def test_a_number_that_a_spreadsheet_has_spoilt_is_never_guessed(spoilt: object) -> None:
    with pytest.raises(ValidationError) as refused:
        normal_identity("id_card", spoilt)
    assert refused.value.messages == [
        f"居民身份证号码“{spoilt}”无效：表格已把证件号码变成数字，末几位已丢失，请把该列设为文本后重新填写。"
    ]


@pytest.mark.parametrize(
    "typed",
    ["'11010519491231002x", "’11010519491231002X", " 110105 19491231 002X", "１１０１０５１９４９１２３１００２Ｘ",
     "11010519491231002X\u200b"],
)
def test_normal_number(typed: str) -> None:
    assert normal_identity("id_card", typed) == "11010519491231002X"


@pytest.mark.parametrize("number", ["12E4567", "E12345678", "1E2345678"])
def test_a_passport_with_an_e_is_no_scientific_number(number: str) -> None:
    assert normal_identity("passport", number) == number


@given(st.from_regex(r"[0-9]{17}[0-9X]", fullmatch=True))
def test_normal_is_normal(number: str) -> None:
    assert normal_identity("id_card", number) == number


@pytest.mark.parametrize(
    ("number", "code"),
    [("1" * 12, ""), ("1" * 30, ""), ("1" * 11, "account"), ("1" * 31, "account"), ("62170000000000000A", "account")],
)
def test_accounts(number: str, code: str) -> None:
    assert code_of(validate_account, number) == code


@pytest.mark.parametrize(
    ("number", "holds"),
    [("4111111111111111", True), ("4111111111111112", False), ("6222020000000000005", False), ("79927398713", False)],
)
def test_check_digit_of_a_card(number: str, holds: bool) -> None:
    assert identity.is_card(number) == holds


@given(st.from_regex(r"[0-9]{15,18}", fullmatch=True))
def test_one_last_digit_of_ten_makes_a_card(start: str) -> None:
    assert sum(identity.is_card(start + digit) for digit in "0123456789") == 1


@pytest.mark.parametrize(
    "number",
    ["13812345678", "+8613812345678", "86-13812345678", "0939-8123456", "09398123456", "(0939)8123456", "8123456",
     "0939-8123456-802", "0939－8123456转802", "400-123-4567", "4001234567", "+85291234567"],
)
def test_phones(number: str) -> None:
    assert code_of(validate_phone, number) == ""


@pytest.mark.parametrize(
    "number", ["", "1381234567", "12812345678", "138123456789", "1234567", "无", "138****5678", "１３８12345678"]
)
def test_no_phones(number: str) -> None:
    assert code_of(validate_phone, number) == "phone"
