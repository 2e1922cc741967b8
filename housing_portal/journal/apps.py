from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "housing_portal.journal"
    label = "journal"
    verbose_name = "操作日志"

    def ready(self) -> None:
        # lazy: listening needs models, which can be imported only when every app is loaded
        from housing_portal.journal import listen  # noqa: F401
