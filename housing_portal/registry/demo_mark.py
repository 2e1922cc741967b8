"""Whether the records of this database are invented. The mark lies in the database: a file would not move with it."""
from housing_portal.accounts.models import User
from housing_portal.journal.services import record
from housing_portal.kit import clock
from housing_portal.registry.models import Setting

KEY = "demo"


def is_set() -> bool:
    """Return whether the database is a demonstration."""
    return Setting.objects.filter(key=KEY).exists()


def put(*, actor: User) -> None:
    """Mark the database as a demonstration, for good."""
    setting = Setting.objects.create(key=KEY, value=f"演示数据，生成于 {clock.today()}")
    record(actor=actor, action="生成演示数据", label=str(setting), obj=setting, after={"内容": setting.value})
