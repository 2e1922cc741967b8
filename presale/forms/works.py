from housing_portal.journal.files import FilesField
from housing_portal.kit.forms import ModelForm
from presale.forms.accounts import FILES
from presale.models import WorksReport


class WorksForm(ModelForm):
    evidence = FilesField(label="造价材料", help_text=f"造价咨询报告、监理月报、付款台账等；{FILES}")
    cards = [
        ("截至", ["as_of", "source"]),
        ("造价与欠付", ["cost_total", "cost_done", "unpaid", "evidence"]),
    ]
    wide = ["evidence"]

    class Meta:
        model = WorksReport
        fields = ["as_of", "source", "cost_total", "cost_done", "unpaid"]

    def _post_clean(self) -> None:
        """Write nothing into a record: the service checks it."""
