"""保障对象录入 (source 000 L10, slots 39–43) and 年审 (source 002 L7)."""
from datetime import date

from affordable.enums import FamilyStatus
from affordable.models import AnnualReview, Family
from affordable.querysets import FamilyQuerySet
from housing_portal.kit.indicators import Figure, Measure, Reckoned
from housing_portal.kit.scope import Scope
from housing_portal.registry import parameters

REGISTER = "基准名册为基准年 12 月 31 日享受租赁补贴的家庭，以已复核的补贴资格为准；之后新增的户不在名册之内"


def base_year(scope: Scope) -> int:
    """Return the year whose end fixes the register: the parameter's, or the year before when that says 0."""
    return parameters.number("subsidy_base_year") or scope.year - 1


def registered(scope: Scope) -> FamilyQuerySet:
    """Return the families of the register: 应录."""
    return Family.objects.subsidized_on(date(base_year(scope), 12, 31), scope)


MEASURES = (
    Measure("hh_in", "已录入系统的保障对象", "户", "录入日期不晚于截至日的家庭数", "含实物配租、租赁补贴和申请中的家庭",
            lambda scope: Family.objects.entered(scope)),
    Measure("sub_base_hh", "基准年底享受租赁补贴的家庭", "户", "基准名册的家庭数", REGISTER, registered),
    Measure("sub_entered", "基准名册中已录入系统的家庭", "户", "基准名册 ∩ 录入日期不晚于截至日", REGISTER,
            lambda scope: registered(scope).entered(scope)),
    Measure("sub_left", "基准名册中未录入系统的家庭", "户", "基准名册 − 已录入", f"由记录推导，不能录入；{REGISTER}",
            lambda scope: registered(scope).not_entered(scope)),
    Measure("reviewed_tenants", "已年审的承租户", "户", "本年作出年审结论的承租家庭数",
            "通过、调整、不通过都计；补贴户不计",
            lambda scope: AnnualReview.objects.of_tenants(scope), related=("unit", "family")),
    Measure("reviews_overdue", "超期未年审的家庭", "户", "年审期限早于截至日、还没有年审结论的在保家庭数",
            "截至日已退出的家庭不计",
            lambda scope: AnnualReview.objects.overdue(scope), related=("unit", "family")),
    Measure("waiting_hh", "轮候中的家庭", "户", "截至日处于轮候的家庭数", "以办理进度为准",
            lambda scope: Family.objects.at(scope, FamilyStatus.WAITING)),
)
RECKONED = (
    Reckoned("sub_base_year", "补贴户基准名册年度", "年", "业务参数；未设定的为上一年", REGISTER,
             lambda scope: Figure(base_year(scope))),
)
