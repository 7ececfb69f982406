from django.apps import AppConfig

from perps_studio.celery import app as celery_app

__all__ = ["PerpsStudioConfig", "celery_app"]


class PerpsStudioConfig(AppConfig):
    name = "perps_studio"
