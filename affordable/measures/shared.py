"""共有产权住房 (source 000 L11, slots 45–48)."""
from affordable.models import SharedHome, SharedSale
from housing_portal.kit.indicators import Figure, Measure, Reckoned
from housing_portal.kit.scope import Scope

IN_FORCE = "截至日已出售、未回购"


def _since(scope: Scope) -> Figure:
    homes = SharedHome.objects.known(scope)
    return Figure((homes if scope.unit_ids is None else homes.filter(unit__in=scope.unit_ids)).first_year())


MEASURES = (
    Measure("shared_built", "共有产权住房", "套", "已登记的共有产权住房套数", "建设年份不晚于截至年",
            lambda scope: SharedHome.objects.known(scope)),
    Measure("shared_alloc", "已分配的共有产权住房", "套", "已分配的套数", IN_FORCE,
            lambda scope: SharedHome.objects.sold(scope)),
    Measure("shared_hh", "分得共有产权住房的家庭", "户", "购房户数", f"{IN_FORCE}；一户购两套仍算一户",
            lambda scope: SharedSale.objects.first_of_buyers(scope), related=("unit", "home")),
    Measure("shared_certified", "已办产权证的共有产权住房", "套", "有不动产权证号的套数", IN_FORCE,
            lambda scope: SharedSale.objects.certified(scope), related=("unit", "home")),
    Measure("shared_uncertified", "未办产权证的共有产权住房", "套", "已分配 − 已办证",
            f"{IN_FORCE}；为 0 才能写“全部办理了产权证”",
            lambda scope: SharedSale.objects.uncertified(scope), related=("unit", "home")),
)
RECKONED = (
    Reckoned("shared_since", "共有产权住房最早建设年份", "年", "最早的建设年份", "截至日已登记的住房", _since),
)
