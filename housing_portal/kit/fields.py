"""Model fields: exact money and area, and numbers that carry a check digit.

``DecimalField`` is a float on SQLite: sums go wrong and 16-digit values cannot be read back. Money is therefore whole
分 and area whole 0.01 ㎡ in a BIGINT; Python sees a two-digit ``Decimal`` in 元 or ㎡.
"""
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.expressions import Combinable, register_combinable_fields

from housing_portal.kit import numbers, text
from housing_portal.kit.forms import AmountField

CENT = Decimal("0.01")
# The largest amount that a BIGINT of 分 holds with room for sums: 10 万亿元.
LIMIT = Decimal(10) ** 13


class HundredthsField(models.Field):
    """A decimal with two places, stored as a whole number of hundredths.

    Derives from Field, not BigIntegerField: otherwise F() + F() and Avg() hand out raw hundredths.
    """

    noun = "数值"
    default_error_messages = {
        "invalid": "“%(value)s”不是%(noun)s，请填写数字，例如 1234.56。",
        "places": "“%(value)s”的小数超过两位，请四舍五入到两位后填写。",
        "range": "“%(value)s”超出范围，请检查单位是否填错。",
    }

    def get_internal_type(self) -> str:
        return "BigIntegerField"

    def _fail(self, code: str, value: Any) -> None:
        raise ValidationError(self.error_messages[code], code=code, params={"value": value, "noun": self.noun})

    def from_db_value(self, value: int | None, expression: Any, connection: Any) -> Decimal | None:
        return None if value is None else Decimal(value).quantize(Decimal(1)).scaleb(-2)

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or value == "":
            return None
        try:
            number = Decimal(str(value))
        except ArithmeticError:
            self._fail("invalid", value)
        if not number.is_finite():
            self._fail("invalid", value)
        if abs(number) >= LIMIT:
            self._fail("range", value)
        if number != number.quantize(CENT):
            self._fail("places", value)
        return number.quantize(CENT)

    def get_prep_value(self, value: Any) -> Any:
        if value is None or hasattr(value, "resolve_expression"):
            return value
        if isinstance(value, float):
            raise TypeError("a float is not an amount")
        hundredths = Decimal(value).scaleb(2)
        if hundredths != hundredths.to_integral_value():
            raise ValueError(f"{value}: more than two decimals")
        return int(hundredths)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": AmountField, "noun": self.noun, **kwargs})

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return "" if value is None else str(value)


class MoneyField(HundredthsField):
    """An amount in 元, stored as whole 分."""

    description = "金额（元）"
    noun = "金额"


class AreaField(HundredthsField):
    """An area in ㎡, stored as whole 0.01 ㎡."""

    description = "面积（㎡）"
    noun = "面积"


# Registered at import: Django caches the first look-up, and a late registration raises FieldError for ever.
for _field in (MoneyField, AreaField):
    for _operator in (Combinable.ADD, Combinable.SUB):
        register_combinable_fields(_field, _operator, _field, _field)


class CleanTextField(models.CharField):
    """A line of text, NFC, without invisible characters; over-long text is refused on both databases."""

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return text.clean(value) if isinstance(value, str) else value

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        # on saving alone: one may well look for what is too long to be there
        if isinstance(value, str) and self.max_length and len(value) > self.max_length:
            raise ValueError(f"{self.name}: longer than {self.max_length}")
        return super().get_db_prep_save(value, connection)


class CreditCodeField(CleanTextField):
    """统一社会信用代码 (GB 32100-2015), upper case, check digit verified."""

    default_validators = [numbers.validate_credit_code]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 18)
        super().__init__(*args, **kwargs)

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return numbers.normal_credit_code(value) if isinstance(value, str) else value


class DocumentNumberField(CleanTextField):
    """发文字号 (GB/T 9704-2012 §7.2.5): 机关代字〔年〕号."""

    default_validators = [numbers.validate_document_number]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        super().__init__(*args, **kwargs)
