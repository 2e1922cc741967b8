"""公租房: stock, allocation and rent (dossier §3.10; slot 38; half-year report, allocation and collection)."""
from affordable.models import AllocationRound, Lease, RentalHome
from housing_portal.kit.indicators import Measure, Rate
from housing_portal.registry import parameters

STOCK = "按房源状态登记推导；接收日期以前、处置或灭失以后不计"
RENT = "账单按月生成，应缴日期到截至日为止；部分缴纳按已缴数计，撤回的不计"

MEASURES = (
    Measure("rental_homes_held", "公租房实有房源", "套", "已接收且未处置、未灭失的房源套数", STOCK,
            lambda scope: RentalHome.objects.held(scope)),
    Measure("rental_homes_available", "公租房可分配房源", "套", "截至日状态为可分配的房源套数", STOCK,
            lambda scope: RentalHome.objects.available(scope)),
    Measure("rental_homes_idle", "公租房闲置房源", "套", "截至日状态为闲置的房源套数", STOCK,
            lambda scope: RentalHome.objects.idle(scope)),
    Measure("rental_homes_long_idle", "公租房长期闲置房源", "套", "闲置起始距截至日满参数年数的房源套数",
            "闲置三年以上列为审计问题，年数为业务参数",
            lambda scope: RentalHome.objects.idle_since_before(scope, parameters.number("home_idle_years"))),
    Measure("rent_units_in", "已录入系统房源", "套", "录入住房保障系统日期不晚于截至日的房源套数",
            "按录入日期，不按登记日期", lambda scope: RentalHome.objects.entered(scope)),
    Measure("allocation_rounds", "公租房分配次数", "次", "本年已抽取的分配批次个数", "一个批次一次，不是套数",
            lambda scope: AllocationRound.objects.drawn_in(scope)),
    Measure("allocation_sets", "公租房分配套数", "套", "本年经分配批次签约的套数", "按签约日期；配房后放弃的不计",
            lambda scope: Lease.objects.signed_in(scope)),
    Measure("rent_due", "本年应收租金", "元", "Σ 本年到期的租金账单", RENT,
            lambda scope: Lease.objects.with_rent_of_year(scope), "due"),
    Measure("rent_paid", "本年应收租金已缴", "元", "Σ 本年到期账单的已缴金额", RENT,
            lambda scope: Lease.objects.with_rent_of_year(scope), "paid"),
    Measure("rent_arrears", "公租房累计欠租", "元", "Σ 到期未缴的租金", "含以前年度，含已终止的租约",
            lambda scope: Lease.objects.in_arrears(scope), "arrears"),
)

RATES = (
    Rate("rent_collection_rate", "公租房租金收缴率", "本年应收租金已缴 ÷ 本年应收租金", RENT, "rent_paid", "rent_due"),
)
