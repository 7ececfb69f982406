"""The Celery application: tasks are envelopes in `<app>/tasks.py`; Celery never sends orders."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "perps_studio.settings")

app = Celery("perps_studio")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
