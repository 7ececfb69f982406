"""Addresses of the practice account."""

from django.urls import path

from trading.practice import views

urlpatterns = [
    path("practice/", views.practice, name="practice"),
    path("practice/funds/", views.practice_funds, name="practice-funds"),
    path("practice/reset/", views.practice_reset, name="practice-reset"),
]
