from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "presale.delivery"
    label = "delivery"
    verbose_name = "保交房"
