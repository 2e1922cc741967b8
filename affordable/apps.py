from django.apps import AppConfig


class AffordableConfig(AppConfig):
    name = "affordable"
    label = "affordable"
    verbose_name = "安居工程"
