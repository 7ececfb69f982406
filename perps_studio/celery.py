"""The Celery application: tasks are envelopes in `<app>/tasks.py`; Celery never sends orders."""

import os
import signal

from celery import Celery
from celery.signals import beat_embedded_init

from perps_studio.launcher.tether import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "perps_studio.settings")

app = Celery("perps_studio")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@beat_embedded_init.connect
def end_with_the_worker(**_signal: object) -> None:
    """The clock inside a worker is a process of its own: it must not outlive a killed worker."""
    die_with_parent(signal.SIGKILL, os.getppid())
