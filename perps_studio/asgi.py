"""ASGI entry: pages go to Django, sockets to the stream's consumer."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "perps_studio.settings")

from django.core.asgi import get_asgi_application

pages = get_asgi_application()

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter

from trading.stream.routing import websocket_urlpatterns

application = ProtocolTypeRouter(
    {"http": pages, "websocket": AuthMiddlewareStack(URLRouter(websocket_urlpatterns))}
)
