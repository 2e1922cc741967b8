from django.apps import AppConfig

from housing_portal.kit import triggers


class KitConfig(AppConfig):
    name = "housing_portal.kit"
    label = "kit"
    verbose_name = "公共部件"

    def ready(self) -> None:
        triggers.connect()
