"""Addresses of the reading pages on an exchange's own host."""

from django.urls import path

from operators.education import views

urlpatterns = [
    path("learn/", views.contents, name="learn"),
    path("learn/faq/", views.questions, name="learn-questions"),
    path("learn/search/", views.search, name="learn-search"),
    path("learn/which-fits-me/", views.fitting, name="learn-fitting"),
    path("learn/calculator/", views.calculator, name="learn-calculator"),
    path("learn/calculator/result/", views.calculator_result, name="learn-calculator-result"),
    path("learn/<slug:slug>/", views.article, name="learn-article"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
]
