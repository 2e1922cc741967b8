from decimal import Decimal
from typing import Any

from django import forms

from affordable.forms.base import UnitForm
from affordable.models import AllocationEntry, AllocationRound, RentalHome
from affordable.services.rounds import MOST_FAMILIES
from housing_portal.accounts.models import User
from housing_portal.journal.forms import day, proof
from housing_portal.kit.forms import Form, ask, dress


class RoundForm(UnitForm):
    """How homes are given out, which ones, and how many families of the queue take part."""

    families = forms.IntegerField(
        label="参加户数", min_value=1, max_value=MOST_FAMILIES, help_text="从轮候名册最前面按次序列入"
    )
    homes = forms.ModelMultipleChoiceField(
        RentalHome.objects.none(), label="房源", widget=forms.CheckboxSelectMultiple,
        help_text="可分配和闲置的房源；责任单位选汇总单位（如“全县”）时可选全部",
    )
    cards = [("批次", ["unit", "method", "families", "note"]), ("房源", ["homes"])]
    wide = ("note", "homes")

    class Meta:
        model = AllocationRound
        fields = ["unit", "method", "note"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.fields["homes"].queryset = RentalHome.objects.visible_to(user).lettable()

    def _post_clean(self) -> None:
        """Write nothing into a record: the service checks it."""


class ScoresForm(Form):
    """One box per family of the list."""

    def __init__(self, *args: Any, allocation: AllocationRound, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for entry in allocation.entries.in_draw().select_related("family"):
            field = AllocationEntry._meta.get_field("score").formfield(
                label=f"{entry.order}. {entry.family}", min_value=Decimal(0), max_value=Decimal(1000), required=False,
                initial=entry.score,
            )
            dress(field)
            ask(field, field.label)
            self.fields[f"score_{entry.pk}"] = field

    @property
    def scores(self) -> dict[int, Decimal]:
        """Return the scores that were typed, by key of the entry."""
        given = self.cleaned_data.items()
        return {int(name.removeprefix("score_")): score for name, score in given if score is not None}


class PublishForm(Form):
    on = day("公示日期")
    evidence = proof("公示材料")
    wide = ("evidence",)


class DrawForm(Form):
    witness = forms.CharField(
        label="现场产生的数字", max_length=40, required=False, help_text="如群众代表当场报出的数字，并入种子"
    )
    evidence = proof("抽取记录、公证书")
    wide = ("evidence",)
