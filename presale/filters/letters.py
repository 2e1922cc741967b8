import django_filters

from housing_portal.kit.filters import DayRangeFilter, FilterSet, SearchFilter
from presale.enums import LetterStatus
from presale.models import GuaranteeLetter


class LetterFilter(FilterSet):
    number = SearchFilter(["number", "issuer__name"], label="保函", help_text="编号或出具银行")
    estate = SearchFilter(["account__estate__record_name"], label="楼盘")
    status = django_filters.ChoiceFilter("state_now", label="状态", choices=LetterStatus.choices)
    valid_to = DayRangeFilter(label="到期日期")

    class Meta:
        model = GuaranteeLetter
        fields = ()
