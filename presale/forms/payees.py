from housing_portal.journal.files import FilesField
from housing_portal.kit.forms import ModelForm
from presale.forms.accounts import FILES
from presale.models import Payee


class PayeeForm(ModelForm):
    evidence = FilesField(label="合同或缴款凭据", help_text=f"备案合同、工资专户协议、缴税通知等；{FILES}")
    cards = [
        ("收款单位", ["kind", "name", "bank_name", "payee_account"]),
        ("依据", ["contract_doc", "contract_amount", "evidence"]),
    ]
    wide = ["evidence"]

    class Meta:
        model = Payee
        fields = ["kind", "name", "bank_name", "payee_account", "contract_doc", "contract_amount"]

    def _post_clean(self) -> None:
        """Write nothing into a record: the service checks it."""
