from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "housing_portal.registry"
    label = "registry"
    verbose_name = "基础台账"
