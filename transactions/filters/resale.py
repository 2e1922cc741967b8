import django_filters

from housing_portal.journal.persons import PersonFilter
from housing_portal.kit.filters import DayRangeFilter, FilterSet, SearchFilter
from transactions.enums import EscrowChoice, ResaleStatus
from transactions.models import ExistingHomeContract, ExistingHomeParty
from transactions.querysets import ResaleQuerySet


class ResaleFilter(FilterSet):
    number = SearchFilter(["contract_no", "filing_no", "verify_code", "estate_unit_no"], label="编号")
    address = SearchFilter(["address"], label="坐落")
    person = PersonFilter(label="买卖双方", method="by_person", help_text="姓名全称或完整证件号码")
    status = django_filters.ChoiceFilter(label="状态", choices=ResaleStatus.choices)
    filed_on = DayRangeFilter(label="备案日期")
    escrow_choice = django_filters.ChoiceFilter(label="资金监管", choices=EscrowChoice.choices)
    verified_on = DayRangeFilter(label="核验日期")

    shown = 6

    class Meta:
        model = ExistingHomeContract
        fields = ()

    def by_person(self, contracts: ResaleQuerySet, _name: str, value: str) -> ResaleQuerySet:
        people = ExistingHomeParty.objects.named_or_numbered(value)
        return contracts.filter(pk__in=people.values("contract"))
