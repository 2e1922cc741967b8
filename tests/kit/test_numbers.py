"""Numbers with a check of their own. The vectors are those of the standards and of the office's own papers."""
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from housing_portal.kit import numbers

CREDIT_CODES = ["91350100M000100Y43", "91310000MA1K000006"]
IDENTITY_NUMBERS = ["11010519491231002X", "440524188001010014"]


def code_of(check: Callable[[str], None], value: str) -> str:
    """Return the code of the refusal, or "" when the value is accepted."""
    try:
        check(value)
    except ValidationError as refusal:
        return refusal.code
    return ""


@pytest.mark.parametrize("value", CREDIT_CODES)
def test_credit_code_accepted(value: str) -> None:
    assert code_of(numbers.validate_credit_code, value) == ""


@pytest.mark.parametrize("value", CREDIT_CODES)
def test_credit_code_with_any_other_last_character_refused(value: str) -> None:
    others = [char for char in numbers.CREDIT_ALPHABET if char != value[17]]
    assert {code_of(numbers.validate_credit_code, value[:17] + char) for char in others} == {"check"}


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("", "length"),
        ("91350100M000100Y4", "length"),
        ("91350100M000100Y433", "length"),
        ("91350100I000100Y43", "alphabet"),
        ("9135O100M000100Y43", "alphabet"),
        ("91350100m000100y43", "alphabet"),
        ("91350100M000100Y44", "check"),
        ("19350100M000100Y43", "check"),
    ],
)
def test_credit_code_refused(value: str, code: str) -> None:
    assert code_of(numbers.validate_credit_code, value) == code


@pytest.mark.parametrize(
    "typed",
    ["91350100m000100y43", " 9135 0100 M000 100Y 43 ", "９１３５0100Ｍ０００100Ｙ43", "91350100M000100Y43\u200b"],
)
def test_credit_code_as_stored(typed: str) -> None:
    assert numbers.normal_credit_code(typed) == "91350100M000100Y43"


@given(st.text(numbers.CREDIT_ALPHABET, min_size=17, max_size=17), st.integers(0, 16), st.data())
def test_credit_check_digit_finds_every_single_slip(first17: str, place: int, data: st.DataObject) -> None:
    other = data.draw(st.sampled_from([char for char in numbers.CREDIT_ALPHABET if char != first17[place]]))
    slipped = first17[:place] + other + first17[place + 1 :]
    assert numbers.credit_check_digit(first17) != numbers.credit_check_digit(slipped)


@pytest.mark.parametrize(("first8", "check"), [("M000100Y", "4"), ("D2143569", "X"), ("00000000", "0")])
def test_organization_check_digit(first8: str, check: str) -> None:
    assert numbers.organization_check_digit(first8) == check


@pytest.mark.parametrize("value", IDENTITY_NUMBERS)
def test_identity_number_accepted(value: str) -> None:
    assert code_of(numbers.validate_identity_number, value) == ""


@pytest.mark.parametrize("value", IDENTITY_NUMBERS)
def test_identity_number_with_any_other_last_character_refused(value: str) -> None:
    others = [char for char in "0123456789X" if char != value[17]]
    assert {code_of(numbers.validate_identity_number, value[:17] + char) for char in others} == {"check"}


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("110105491231002", "old"),
        ("", "length"),
        ("1101051949123100", "length"),
        ("11010519491231002x", "length"),
        ("11010519491231OO2X", "length"),
        ("１１０１０５１９４９１２３１００２Ｘ", "length"),
        ("110105194902300020", "date"),
        ("110105194913010020", "date"),
        ("110105000001010020", "date"),
        ("110105202311290021", "check"),
    ],
)
def test_identity_number_refused(value: str, code: str) -> None:
    assert code_of(numbers.validate_identity_number, value) == code


@pytest.mark.parametrize(
    ("moment", "code"),
    [(datetime(2026, 11, 19, 15, 59, tzinfo=UTC), "future"), (datetime(2026, 11, 19, 16, 1, tzinfo=UTC), "")],
)
def test_birth_date_is_compared_with_the_day_in_shanghai(moment: datetime, code: str) -> None:
    first17 = "62072520261120001"
    with time_machine.travel(moment):
        assert code_of(numbers.validate_identity_number, first17 + numbers.identity_check_digit(first17)) == code


@pytest.mark.parametrize("value", ["吕房保办发〔2021〕8号", "云房保办发〔2026〕120号", "督办〔2026〕1号"])
def test_document_number_accepted(value: str) -> None:
    assert code_of(numbers.validate_document_number, value) == ""


@pytest.mark.parametrize(
    "value",
    [
        "吕房保办发〔2021）6号",
        "吕房保办发[2021]6号",
        "吕房保办发（2021）6号",
        "吕房保办发〔21〕6号",
        "吕房保办发〔2021〕06号",
        "吕房保办发〔2021〕第6号",
        "吕房保办发〔2021〕6",
        "吕房保办发〔2021〕0号",
        "吕〔2021〕6号",
        "吕房保办发〔２０２１〕６号",
        "吕房保办发〔2021〕6号\n",
        "",
    ],
)
def test_document_number_refused(value: str) -> None:
    assert code_of(numbers.validate_document_number, value) == "document_number"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("620725 001001 GB00001 F00010001", ""),
        ("620725001001GB00001F00010001", ""),
        ("620725001001GB00001F0001001", "real_estate_unit"),
        ("620725001001GB00001 00010001", "real_estate_unit"),
        ("620725001001gb00001F00010001", "real_estate_unit"),
    ],
)
def test_real_estate_unit(value: str, code: str) -> None:
    assert code_of(numbers.validate_real_estate_unit, value) == code


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("2109-620725-04-01-123456", ""),
        ("2109-620725-04-01-12345", "investment_code"),
        ("2109-620725-04-01-1234567", "investment_code"),
        ("2109620725040112345600", "investment_code"),
    ],
)
def test_investment_code(value: str, code: str) -> None:
    assert code_of(numbers.validate_investment_code, value) == code
