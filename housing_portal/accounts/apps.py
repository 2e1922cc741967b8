from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "housing_portal.accounts"
    label = "accounts"
    verbose_name = "账号与单位"
