"""What a clerk fills in for an existing home: the four checks, both sides, and what each later step asks."""
from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from housing_portal.journal.files import FilesField
from housing_portal.kit import clock
from housing_portal.kit.forms import Form, ModelForm, ask, dress
from housing_portal.kit.secrecy import mask_name
from housing_portal.registry.enums import OrganizationKind
from transactions.enums import EndReason, Side
from transactions.find import find_organization
from transactions.models import ExistingHomeContract, ExistingHomeParty
from transactions.services.parties import BOXES, PartyFacts, box

KINDS = "可多选，PDF、JPG、PNG、XLSX、DOCX，每个不超过 10 MB"
OPEN_ROWS, MOST = 2, 6
SPEAKING = ("name", "identity", "phone")  # a row is filled in when one of these is
ROWS = [(side, place) for side in Side for place in range(1, MOST + 1)]
YES_NO = [("", ""), ("yes", "是"), ("no", "否")]
# the answer that lets a home pass, in the words of the question
QUESTIONS = {
    "title_agrees": ("权属一致", "不动产权证、登记簿与出卖方一致"),
    "no_seal": ("无查封", "已查登记簿和楼盘表，没有查封、预查封"),
    "co_owners_agree": ("共有人同意", "全体共有人到场，或有公证同意书；单独所有选“是”"),
    "has_mortgage": ("有抵押", "选“是”的须写明处理方式"),
}


class PartyRows:
    """Adds rows for both sides to a form; ``cleaned_data["parties"]`` holds those filled in.

    ``parties`` fill them beforehand, masked: a name or number that comes back as its mask is the one on record.
    """

    def __init__(self, *args: Any, parties: Sequence[ExistingHomeParty] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for side, place in ROWS:
            for name in BOXES:
                self._add_box(side, place, name)
        self.kept_names = {box(party.side, party.order, "name"): party.name for party in parties}
        for party in parties:
            for name in BOXES:
                self.initial.setdefault(box(party.side, party.order, name), getattr(party, name))
        self.initial |= {name: mask_name(kept) for name, kept in self.kept_names.items()}

    def _add_box(self, side: Side, place: int, name: str) -> None:
        column = ExistingHomeParty._meta.get_field(name)
        field = column.formfield(required=False, label=f"{side.label}第 {place} 人{column.verbose_name}")
        if name in ("share", "identity_kind"):
            field.initial = None if name == "share" else column.default
        self.fields[box(side, place, name)] = field
        dress(field)
        ask(field, field.label)
        field.widget.attrs["aria-label"] = field.label

    def drawn_cards(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """Yield the cards without the boxes of the rows, which have panels of their own."""
        for title, boxes in super().drawn_cards():
            if others := [one for one in boxes if not one.name.startswith(tuple(f"{side}_" for side in Side))]:
                yield title, others

    @property
    def sides(self) -> list[tuple[str, list[list[forms.BoundField]], list[list[forms.BoundField]], bool]]:
        """Return each side with its open rows, its folded rows, and whether a folded one is filled in."""
        found = []
        for side in Side:
            rows = [[self[box(side, place, name)] for name in BOXES] for place in range(1, MOST + 1)]
            folded = rows[OPEN_ROWS:]
            used = any(row[0].value() or row[2].value() for row in folded)
            found.append((side.label, rows[:OPEN_ROWS], folded, used))
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for name, kept in self.kept_names.items():
            if data.get(name) == mask_name(kept):
                data[name] = kept
        self.filled = [row for row in ROWS if any(data.get(box(*row, name)) for name in SPEAKING)]
        data["parties"] = [
            PartyFacts(side=side, **{name: data.get(box(side, place, name)) or None for name in BOXES})
            for side, place in self.filled
        ]
        for row in ROWS:
            for name in BOXES:
                data.pop(box(*row, name), None)
        return data

    def refuse(self, error: ValidationError) -> None:
        """Put refusals at the rows as they stand on the page: an empty row before them has been skipped."""
        if hasattr(error, "error_dict"):
            moved, order = {}, dict.fromkeys(Side, 0)
            for side, place in self.filled:
                order[side] += 1
                moved |= {box(side, order[side], name): box(side, place, name) for name in BOXES}
            error = ValidationError({moved.get(name, name): found for name, found in error.error_dict.items()})
        super().refuse(error)


def resolve(form: Form | ModelForm, name: str, kind: str) -> None:
    """Replace the typed name of an organization by the organization, or say at the box what was not found."""
    typed = form.cleaned_data.get(name)
    if name not in form.cleaned_data:
        return
    try:
        form.cleaned_data[name] = find_organization(typed, name, kind) if typed else None
    except ValidationError as error:
        form.refuse(error)


def _answer(name: str) -> forms.TypedChoiceField:
    label, words = QUESTIONS[name]
    return forms.TypedChoiceField(label=label, choices=YES_NO, coerce=lambda value: value == "yes", help_text=words)


class VerifyForm(PartyRows, ModelForm):
    """核验. No answer is filled in beforehand: each of the four must be given."""

    estate_unit_no = forms.CharField(
        label="不动产单元号", max_length=40, help_text="28 位，可带空格，例如 620725 001001 GB00001 F00010001"
    )
    broker = forms.CharField(label="经纪机构", max_length=80, required=False, help_text="机构全称；双方自行成交的留空")
    title_agrees, no_seal = _answer("title_agrees"), _answer("no_seal")
    co_owners_agree, has_mortgage = _answer("co_owners_agree"), _answer("has_mortgage")
    evidence = FilesField(label="核验材料", required=False, help_text=f"不动产权证、同意书等；{KINDS}")
    cards = [
        ("房屋", ["estate_unit_no", "title_no", "address", "district", "use", "area"]),
        ("核验", ["title_agrees", "no_seal", "co_owners_agree", "has_mortgage", "mortgage_note", "verified_on"]),
        ("交易", ["total_price", "escrow_choice", "broker", "broker_person", "special", "note", "evidence"]),
    ]
    wide = ["evidence"]

    class Meta:
        model = ExistingHomeContract
        fields = [
            "title_no", "address", "district", "use", "area", "mortgage_note", "verified_on", "total_price",
            "escrow_choice", "broker_person", "special", "note",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verified_on"].initial = clock.today
        if self.instance.pk:
            self._show(self.instance)

    def _show(self, contract: ExistingHomeContract) -> None:
        self.initial["estate_unit_no"] = contract.estate_unit_no
        self.initial["broker"] = contract.broker.name if contract.broker else ""
        for name in QUESTIONS:
            self.initial[name] = "yes" if getattr(contract, name) else "no"

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        resolve(self, "broker", OrganizationKind.BROKER)
        return data

    def _post_clean(self) -> None:
        """Write nothing into the record that is shown: the service reads and checks it anew."""


class SignForm(Form):
    signed_on = forms.DateField(label="签订日期", initial=clock.today)


class FileForm(Form):
    filed_on = forms.DateField(label="备案日期", initial=clock.today)


class TransferForm(Form):
    transferred_on = forms.DateField(label="过户日期", initial=clock.today, help_text="登记簿记载转移的日期")
    evidence = FilesField(label="登记材料", required=False, help_text=KINDS)
    wide = ("evidence",)


class CancelForm(Form):
    end_reason = forms.TypedChoiceField(label="原因", choices=[("", ""), *EndReason.choices])
    ended_on = forms.DateField(label="注销日期", initial=clock.today)
    end_note = forms.CharField(label="说明", max_length=200, widget=forms.Textarea)
    evidence = FilesField(label="证明材料", help_text=f"双方申请或生效文书；{KINDS}")
    wide = ("end_note", "evidence")
