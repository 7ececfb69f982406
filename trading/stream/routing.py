"""Addresses of sockets."""

from django.urls import path, re_path

from trading.stream.consumer import TerminalConsumer, Unknown

websocket_urlpatterns = [
    path("stream/trade/<str:symbol>/", TerminalConsumer.as_asgi()),
    re_path(r"", Unknown.as_asgi()),
]
