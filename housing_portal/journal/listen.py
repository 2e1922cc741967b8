"""The diary listens to what happens to accounts: that package stands below this one and cannot call it."""
from typing import Any

from django.db.models import Model
from django.dispatch import receiver

from housing_portal.accounts.deeds import done
from housing_portal.journal import services


@receiver(done)
def note(sender: Any, *, obj: Model, action: str, before: Any, after: Any, signal: Any, **deed: Any) -> None:
    """Write down one deed of the accounts package, in the transaction that does it."""
    before, after = (services.snapshot(part) if isinstance(part, Model) else part for part in (before, after))
    services.record(obj=obj, action=action, label=f"{action}：{obj}", before=before, after=after, **deed)
