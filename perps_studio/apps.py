from django.apps import AppConfig


class PerpsStudioConfig(AppConfig):
    name = "perps_studio"
