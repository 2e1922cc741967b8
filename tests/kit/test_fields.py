"""Money and area in a real table: exact on both databases, where a DecimalField would be a float on one."""
from collections.abc import Iterator
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.models import F, Max, Q, Sum, Value, Window
from django.db.models.functions import Coalesce
from django.test.utils import isolate_apps

from housing_portal.kit.fields import AreaField, CleanTextField, CreditCodeField, DocumentNumberField, MoneyField

BIGGEST = Decimal("99999999999999.99")
pytestmark = pytest.mark.django_db(transaction=True)


def define() -> SimpleNamespace:
    """Return the models of a small ledger that exists in these tests only."""
    with isolate_apps("housing_portal.kit"):

        class Sale(models.Model):
            down = MoneyField("首付")
            loan = MoneyField("贷款")
            total = MoneyField("总价")
            area = AreaField("面积", null=True, blank=True)

            class Meta:
                app_label = "kit"
                constraints = [
                    models.CheckConstraint(
                        condition=Q(total=F("down") + F("loan")), name="sale_total",
                        violation_error_message="总价不等。",
                    ),
                ]

        class Paper(models.Model):
            name = CleanTextField("名称", max_length=5)
            code = CreditCodeField("代码", null=True, blank=True)
            number = DocumentNumberField("文号", blank=True)

            class Meta:
                app_label = "kit"

    return SimpleNamespace(Sale=Sale, Paper=Paper)


TABLES = define()
Sale, Paper = TABLES.Sale, TABLES.Paper


@pytest.fixture(autouse=True)
def tables(transactional_db: None) -> Iterator[None]:
    with connection.schema_editor() as editor:
        editor.create_model(Sale)
        editor.create_model(Paper)
    yield
    with connection.schema_editor() as editor:
        editor.delete_model(Paper)
        editor.delete_model(Sale)


def sale(down: str, loan: str, area: str | None = None) -> models.Model:
    parts = Decimal(down), Decimal(loan)
    return Sale.objects.create(
        down=parts[0], loan=parts[1], total=sum(parts), area=None if area is None else Decimal(area)
    )


def test_stored_as_whole_hundredths() -> None:
    sale("0.10", "1234.56")
    with connection.cursor() as cursor:
        cursor.execute("SELECT down, loan, total FROM kit_sale")
        assert cursor.fetchall() == [(10, 123456, 123466)]


@pytest.mark.parametrize("amount", ["0", "0.01", "-0.01", "1.10", "-1234567.89", str(BIGGEST), str(-BIGGEST)])
def test_round_trip_to_the_digit(amount: str) -> None:
    sale(amount, "0")
    read = Sale.objects.get().down
    assert (read, read.as_tuple().exponent) == (Decimal(amount), -2)


def test_sum_of_tenths_is_exact() -> None:
    tenths = {"down": Decimal("0.10"), "loan": Decimal("0.20"), "total": Decimal("0.30")}
    Sale.objects.bulk_create(Sale(**tenths) for _ in range(1000))
    found = Sale.objects.aggregate(down=Sum("down"), loan=Sum("loan"), total=Sum("total"))
    assert found == {"down": Decimal("100.00"), "loan": Decimal("200.00"), "total": Decimal("300.00")}


def test_sum_beyond_the_precision_of_a_float_is_exact() -> None:
    for down in (str(BIGGEST), "0.01", "0.02"):
        sale(down, "0")
    assert Sale.objects.aggregate(x=Sum("down"))["x"] == Decimal("100000000000000.02")


def test_sum_of_nothing() -> None:
    assert Sale.objects.aggregate(x=Sum("down"), y=Sum("down", default=Decimal(0))) == {"x": None, "y": Decimal(0)}


def test_columns_add_and_subtract_as_money() -> None:
    sale("100.10", "0.20")
    row = Sale.objects.annotate(both=F("down") + F("loan"), rest=F("down") - F("loan")).get()
    assert (row.both, row.rest) == (Decimal("100.30"), Decimal("99.90"))


def test_filter_compares_the_sum_of_two_columns() -> None:
    for n in range(1, 200):
        sale(f"{n}.{n % 100:02}", f"{n * 7}.{n * 13 % 100:02}")
    assert Sale.objects.filter(total=F("down") + F("loan")).count() == 199


def test_update_adds_an_amount() -> None:
    sale("1.10", "0")
    more = Value(Decimal("2.05"), MoneyField())
    Sale.objects.update(down=F("down") + more, total=F("total") + more)
    assert Sale.objects.get().down == Decimal("3.15")


def test_ranges_maximum_and_coalesce() -> None:
    for down in ("1.00", "1.01", "9.99"):
        sale(down, "0")
    within = Sale.objects.filter(down__gte=Decimal("1.01"), down__lt=Decimal("9.99")).values_list("down", flat=True)
    assert list(within.order_by("pk")) == [Decimal("1.01")]
    assert Sale.objects.aggregate(x=Max("down"), y=Coalesce(Sum("area"), Decimal(0), output_field=AreaField())) == {
        "x": Decimal("9.99"), "y": Decimal(0),
    }


def test_running_total_is_exact() -> None:
    for _ in range(30):
        sale("0.10", "0")
    rows = Sale.objects.annotate(upto=Window(Sum("down"), order_by="pk")).order_by("pk").values_list("upto", flat=True)
    assert list(rows) == [Decimal(n).scaleb(-1) for n in range(1, 31)]


def test_check_constraint_accepts_what_adds_up_and_refuses_one_fen() -> None:
    sale("0.10", "0.20")
    with pytest.raises(IntegrityError), transaction.atomic():
        Sale.objects.create(down=Decimal("0.10"), loan=Decimal("0.20"), total=Decimal("0.31"))
    assert Sale.objects.count() == 1


def test_constraint_speaks_before_the_database_does() -> None:
    with pytest.raises(ValidationError) as refusal:
        Sale(down=Decimal("0.10"), loan=Decimal("0.20"), total=Decimal("0.31")).full_clean()
    assert refusal.value.message_dict == {"__all__": ["总价不等。"]}


@pytest.mark.parametrize("place", ["create", "filter", "update"])
def test_a_float_never_becomes_money(place: str) -> None:
    deeds = {
        "create": lambda: Sale.objects.create(down=0.1, loan=Decimal(0), total=Decimal(0)),
        "filter": lambda: Sale.objects.filter(down=0.1).exists(),
        "update": lambda: Sale.objects.update(down=0.1),
    }
    with pytest.raises(TypeError, match="a float is not an amount"):
        deeds[place]()


def test_a_third_decimal_is_never_cut_off_silently() -> None:
    with pytest.raises(ValueError, match=r"0\.001: more than two decimals"):
        Sale.objects.filter(down=Decimal("0.001")).exists()


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("1234.56", ""),
        ("  ", "invalid"),
        ("七百", "invalid"),
        ("1.234", "places"),
        ("NaN", "invalid"),
        ("Infinity", "invalid"),
        ("10000000000000", "range"),
        ("-10000000000000", "range"),
        ("9999999999999.99", ""),
        ("1e400", "range"),
        ("1e-400", "places"),
        (True, "invalid"),
    ],
)
def test_what_a_person_may_enter(value: str | bool, code: str) -> None:
    try:
        Sale._meta.get_field("down").clean(value, None)
    except ValidationError as refusal:
        assert refusal.code == code
    else:
        assert code == ""


def test_refusals_are_sentences_with_the_value() -> None:
    with pytest.raises(ValidationError) as refusal:
        Sale(down="七百", loan=Decimal("1.234"), total=Decimal(0), area="多").full_clean()
    assert refusal.value.message_dict == {
        "down": ["“七百”不是金额，请填写数字，例如 1234.56。"],
        "loan": ["“1.234”的小数超过两位，请四舍五入到两位后填写。"],
        "area": ["“多”不是面积，请填写数字，例如 1234.56。"],
    }


def test_empty_area_stays_empty_and_serialises_as_empty() -> None:
    row = sale("1", "0")
    field = Sale._meta.get_field("area")
    assert (Sale.objects.get().area, field.value_to_string(row), field.to_python("")) == (None, "", None)


def test_serialised_value_reads_back() -> None:
    field = Sale._meta.get_field("down")
    assert field.to_python(field.value_to_string(sale("9999999999999.99", "0"))) == Decimal("9999999999999.99")


def test_text_is_cleaned_on_the_way_in() -> None:
    paper = Paper(name=" 城\u200b关\x00镇 ")
    paper.full_clean()
    paper.save()
    assert Paper.objects.get().name == "城关镇"


def test_too_long_text_is_refused_on_both_databases() -> None:
    with pytest.raises(ValueError, match="name: longer than 5"):
        Paper.objects.create(name="一二三四五六")
    assert Paper.objects.filter(name="一二三四五六").exists() is False


def test_credit_code_is_stored_in_capitals_and_checked() -> None:
    paper = Paper(name="甲", code="91350100m000100y43")
    paper.full_clean()
    assert paper.code == "91350100M000100Y43"
    with pytest.raises(ValidationError) as refusal:
        Paper(name="甲", code="91350100M000100Y44").full_clean()
    assert refusal.value.message_dict == {"code": ["统一社会信用代码的校验位不对，请逐位核对营业执照。"]}


def test_document_number_with_mixed_brackets_is_refused() -> None:
    with pytest.raises(ValidationError) as refusal:
        Paper(name="甲", number="吕房保办发〔2021）6号").full_clean()
    assert [error.code for error in refusal.value.error_dict["number"]] == ["document_number"]
