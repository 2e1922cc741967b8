"""Numbers that name a person: identity documents by their kind, bank accounts, telephones.

Each ``validate_…`` takes a normal number and raises ValidationError with a sentence that says what to do.
"""
import re

from django.core.exceptions import ValidationError
from django.db import models

from housing_portal.kit import numbers
from housing_portal.kit.secrecy import Sealed, normal
from housing_portal.kit.text import APOSTROPHES

LOST = "表格已把证件号码变成数字，末几位已丢失，请把该列设为文本后重新填写"
# 4.4E+17, 4.4E17 and 440524188001010000.0; a passport such as 12E4567 is none of them
_SPOILT = re.compile(r"\d+\.\d+E\+?\d+|\d+E\+\d+|\d{6,}\.0*")
_DASHES = str.maketrans("－—–―−", "-----")


class IdentityKind(models.TextChoices):
    """What a buyer, holder or household may present; the kind decides how its number is checked."""

    ID_CARD = "id_card", "居民身份证"
    HOUSEHOLD = "household", "户口簿"
    OFFICER = "officer", "军官证"
    PASSPORT = "passport", "护照"
    HONG_KONG_MACAO_PASS = "hk_macao_pass", "港澳居民来往内地通行证"
    TAIWAN_PASS = "taiwan_pass", "台湾居民来往大陆通行证"
    RESIDENCE = "residence", "港澳台居民居住证"
    FOREIGN_RESIDENT = "foreign_resident", "外国人永久居留身份证"
    CREDIT_CODE = "credit_code", "统一社会信用代码"


# Documents without a check digit: their form, and how to say it.
FORMS = {
    IdentityKind.HOUSEHOLD: (r"[0-9A-Z一-龥()-]{6,24}", "应为 6—24 位数字、字母或汉字"),
    IdentityKind.OFFICER: (r"[0-9A-Z一-龥()-]{6,24}", "应为 6—24 位，例如 军字第2001988号"),
    IdentityKind.PASSPORT: (r"(?=.*\d)[0-9A-Z]{5,17}", "应为 5—17 位字母和数字，例如 E12345678"),
    IdentityKind.HONG_KONG_MACAO_PASS: (r"[HM]\d{8}(\d{2})?", "应为 H 或 M 加 8 位数字（旧证 10 位）"),
    IdentityKind.TAIWAN_PASS: (r"\d{8}|\d{10}[A-Z]?", "应为 8 位数字（旧证 10 位）"),
    IdentityKind.RESIDENCE: (r"8[123]\d{15}[\dX]", "应为 18 位，以 81、82 或 83 开头"),
    IdentityKind.FOREIGN_RESIDENT: (r"[A-Z]{3}\d{12}|9\d{16}[\dX]", "应为 3 个字母加 12 位数字，或以 9 开头的 18 位"),
}
# Documents whose 18 characters carry a check digit.
CHECKS = {
    IdentityKind.ID_CARD: numbers.validate_identity_number,
    IdentityKind.RESIDENCE: numbers.validate_identity_number,
    IdentityKind.FOREIGN_RESIDENT: numbers.validate_identity_number,
    IdentityKind.CREDIT_CODE: numbers.validate_credit_code,
}


def as_typed(number: str | Sealed | None) -> str:
    """Return a number in plain text: as it was typed, or sealed because a form gave it back unchanged."""
    return number.reveal() if isinstance(number, Sealed) else number or ""


def normal_identity(kind: str, number: object) -> str:
    """Return ``number`` as it is kept: half width, upper case, without blanks and Excel's apostrophe.

    What a spreadsheet has turned into a number is refused: its last digits cannot be known.
    """
    value = normal(number.lstrip(APOSTROPHES + " \u3000")) if isinstance(number, str) else ""
    if not isinstance(number, str) or _SPOILT.fullmatch(value):
        raise ValidationError(f"{_known(kind).label}号码“{number}”无效：{LOST}。", code="spoilt")
    return value


def checked_identity(kind: str, number: str | Sealed | None) -> str:
    """Return the number of a document as it is stored, or raise ValidationError."""
    value = normal_identity(kind, as_typed(number))
    validate_identity(kind, value)
    return value


def validate_identity(kind: str, number: str) -> None:
    """Check ``number`` by the rule of its kind of document."""
    kind = _known(kind)
    form, words = FORMS.get(kind, (".*", ""))
    if not re.fullmatch(form, number, re.ASCII):
        raise ValidationError(f"{kind.label}号码{words}，现为 {len(number)} 位，请核对证件。", code="form")
    former = kind == IdentityKind.FOREIGN_RESIDENT and number[0].isalpha()  # ABC123…: without a check digit
    if kind in CHECKS and not former:
        CHECKS[kind](number)


def _known(kind: str) -> IdentityKind:
    try:
        return IdentityKind(kind)
    except ValueError:
        raise ValidationError("请选择证件类型。", code="kind") from None


def validate_account(number: str) -> None:
    """Check a bank account: 12 to 30 digits; public accounts carry no check digit."""
    if not re.fullmatch(r"\d{12,30}", number, re.ASCII):
        raise ValidationError(f"银行账号应为 12—30 位数字，现为 {len(number)} 位，请核对开户资料。", code="account")


def is_card(number: str) -> bool:
    """Return whether the check digit of an account of 16 to 19 digits holds: a hint, some banks issue others."""
    doubled = "".join(str(int(digit) * (1 + place % 2)) for place, digit in enumerate(reversed(number)))
    return 16 <= len(number) <= 19 and sum(map(int, doubled)) % 10 == 0


def validate_phone(number: str) -> None:
    """Check a mobile or fixed telephone, with area code, extension or country code."""
    plain = number.translate(_DASHES)
    mobile, fixed = r"(\+?86-?)?1[3-9]\d{9}", r"(\+?86-?)?(\(?0\d{2,3}\)?-?)?[2-9]\d{6,7}((-|转)\d{1,6})?"
    if not re.fullmatch(rf"{mobile}|{fixed}|[48]00-?\d{{3}}-?\d{{4}}|\+\d{{6,15}}", plain, re.ASCII):
        raise ValidationError(f"联系电话“{number}”不对：请填写 11 位手机号，或带区号的座机号。", code="phone")
