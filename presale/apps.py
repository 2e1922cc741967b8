from django.apps import AppConfig


class PresaleConfig(AppConfig):
    name = "presale"
    label = "presale"
    verbose_name = "商品房预售资金监管"
