"""Numbers that carry their own check: 统一社会信用代码, 组织机构代码, 公民身份号码, 发文字号, 不动产单元号 ….

Each ``validate_…`` raises ValidationError with a Chinese sentence that says what is wrong and what to do.
"""
import re
from datetime import date
from operator import mul

from django.core.exceptions import ValidationError

from housing_portal.kit import clock, text

CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
ORGANIZATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
IDENTITY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
IDENTITY_CHECKS = "10X98765432"
DOCUMENT_NUMBER = re.compile(r"[\u4e00-\u9fa5]{2,12}〔[12]\d{3}〕[1-9]\d*号")
REAL_ESTATE_UNIT = re.compile(r"\d{12}[A-Z]{2}\d{5}[A-Z]\d{8}")
INVESTMENT_CODE = re.compile(r"\d{4}-\d{6}-\d{2}-\d{2}-\d{6}")


def normal_credit_code(value: str) -> str:
    """Return a credit code as it is stored: half width, upper case, without spaces."""
    return re.sub(r"\s+", "", text.half_width(text.clean(value))).upper()


def credit_check_digit(first17: str) -> str:
    """Return the 18th character of a credit code (GB 32100-2015)."""
    total = sum(CREDIT_ALPHABET.index(char) * weight for char, weight in zip(first17, CREDIT_WEIGHTS, strict=True))
    return CREDIT_ALPHABET[(31 - total % 31) % 31]


def organization_check_digit(first8: str) -> str:
    """Return the check character of an organization code (GB 11714), the 9th…17th place of a credit code."""
    total = sum(int(char, 36) * weight for char, weight in zip(first8, ORGANIZATION_WEIGHTS, strict=True))
    return {10: "X", 11: "0"}.get(11 - total % 11, str(11 - total % 11))


def validate_credit_code(value: str) -> None:
    """Check length, alphabet and check digit."""
    if len(value) != 18:
        raise ValidationError(f"统一社会信用代码应为 18 位，现为 {len(value)} 位，请核对营业执照。", code="length")
    wrong = [char for char in value if char not in CREDIT_ALPHABET]
    if wrong:
        raise ValidationError(
            f"统一社会信用代码不含字符“{wrong[0]}”（不使用 I、O、S、V、Z），请核对是否把 1、0、5、2 看错。",
            code="alphabet",
        )
    if credit_check_digit(value[:17]) != value[17]:
        raise ValidationError("统一社会信用代码的校验位不对，请逐位核对营业执照。", code="check")


def identity_check_digit(first17: str) -> str:
    """Return the 18th character of an ID number (GB 11643-1999, MOD 11-2)."""
    return IDENTITY_CHECKS[sum(map(mul, map(int, first17), IDENTITY_WEIGHTS)) % 11]


def validate_identity_number(value: str) -> None:
    """Check length, a real birth date that is not in the future, and the check digit.

    The area code is not compared with a list: county codes change, and a late first registration bears the code of
    a county that did not exist at birth.
    """
    if len(value) == 15 and value.isdigit():
        raise ValidationError("15 位旧身份证号已停用，请填写 18 位号码。", code="old")
    if not re.fullmatch(r"\d{17}[\dX]", value, re.ASCII):
        raise ValidationError("身份证号应为 18 位：前 17 位是数字，末位是数字或大写 X。", code="length")
    try:
        born = date(int(value[6:10]), int(value[10:12]), int(value[12:14]))
    except ValueError:
        raise ValidationError(f"身份证号第 7—14 位“{value[6:14]}”不是真实日期，请核对证件。", code="date") from None
    if born > clock.today():
        raise ValidationError(f"身份证号的出生日期 {born} 晚于今天，请核对证件。", code="future")
    if identity_check_digit(value[:17]) != value[17]:
        raise ValidationError("身份证号的校验位不对，请逐位核对证件。", code="check")


def validate_document_number(value: str) -> None:
    """Check 机关代字〔年份〕序号号: hexagonal brackets, four-digit year, no leading zero, no 第."""
    if not DOCUMENT_NUMBER.fullmatch(value):
        raise ValidationError(
            f"发文字号“{value}”不合规范：应为“机关代字〔年份〕序号号”，用六角括号〔〕，年份四位，序号不加“第”、不编虚位，"
            "例如 云房保办发〔2026〕8号。",
            code="document_number",
        )


def validate_real_estate_unit(value: str) -> None:
    """Check the 28 characters of 不动产单元号 (GB/T 37346); blanks between the groups are allowed."""
    if not REAL_ESTATE_UNIT.fullmatch(value.replace(" ", "")):
        raise ValidationError("不动产单元号应为 28 位，例如 620725 001001 GB00001 F00010001。", code="real_estate_unit")


def validate_investment_code(value: str) -> None:
    """Check the form of 投资项目代码 (2109-620725-04-01-123456)."""
    if not INVESTMENT_CODE.fullmatch(value):
        raise ValidationError("投资项目代码应为 24 位，例如 2109-620725-04-01-123456。", code="investment_code")
