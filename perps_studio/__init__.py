"""Settings, addresses, processes: what ties the layers into one product."""

from perps_studio.celery import app as celery_app

__all__ = ["celery_app"]
