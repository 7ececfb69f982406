"""The reading pages: contents, articles, questions, search, the calculator, and which mode fits."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from operators.education import calculation, drawings, fit, texts
from operators.education.finding import found
from operators.education.languages import alternates, in_query, in_readers_language
from operators.education.outline import CHAPTERS, SLUGS, neighbors
from operators.education.site import canonical, figures_of
from operators.education.spoken import spoken as _
from operators.education.writing import line, plain, written

PAGES = ("learn", "learn-questions", "learn-fitting", "learn-calculator")


@require_safe
@in_readers_language
def contents(request: HttpRequest) -> HttpResponse:
    """All articles by chapter, each with its answer."""
    figures = figures_of(request)
    chapters = [
        {
            "id": chapter.slugs[0],
            "title": _(chapter.title),
            "articles": [_entry(slug, figures) for slug in chapter.slugs],
        }
        for chapter in CHAPTERS
    ]
    description = _(
        "Cross and isolated margin on Hyperliquid and Aster, explained with numbers that are computed."
    )
    return _page(request, "contents", _("Learn"), description, {"chapters": chapters, "count": len(SLUGS)})


@require_safe
@in_readers_language
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """One article."""
    if slug not in SLUGS:
        raise Http404
    text, figures = texts.article(slug, get_language()), figures_of(request)
    before, after = (texts.article(one, get_language()) if one else None for one in neighbors(slug))
    chapter = next(chapter for chapter in CHAPTERS if slug in chapter.slugs)
    context = {
        "article": text,
        "summary": line(text.summary, figures),
        "written": written(text.body, figures, drawings.draw, text.anchors),
        "number": SLUGS.index(slug) + 1,
        "count": len(SLUGS),
        "chapter": _(chapter.title),
        "siblings": [texts.article(one, get_language()) for one in chapter.slugs],
        "before": before,
        "after": after,
    }
    return _page(request, "article", text.title, plain(text.summary, figures), context)


@require_safe
@in_readers_language
def questions(request: HttpRequest) -> HttpResponse:
    """Every question with its short answer in sight."""
    text, figures = texts.questions(get_language()), figures_of(request)
    groups: dict[str, list[dict[str, Any]]] = {}
    for question in text.questions:
        answer = written(question.body, figures, drawings.draw).html
        groups.setdefault(question.group, []).append({"question": question, "answer": answer})
    context = {
        "text": text,
        "summary": line(text.summary, figures),
        "groups": [{"title": title, "entries": entries} for title, entries in groups.items()],
    }
    return _page(request, "questions", text.title, plain(text.summary, figures), context)


@require_safe
@in_readers_language
def search(request: HttpRequest) -> HttpResponse:
    """Articles and questions that hold every word asked for."""
    words = request.GET.get("q", "").strip()[:100]
    context = {"words": words, "results": found(words, figures_of(request)) if words else []}
    return _page(request, "search", _("Search"), _("Search the articles and questions."), context)


@require_safe
@in_readers_language
def fitting(request: HttpRequest) -> HttpResponse:
    """A few questions, an honest answer."""
    context = {"questions": fit.asked(request.GET), "advice": fit.advice(request.GET)}
    description = _("Four questions about your trade, and which margin mode answers them.")
    return _page(request, "fitting", _("Which mode fits me?"), description, context)


@require_safe
@in_readers_language
def calculator(request: HttpRequest) -> HttpResponse:
    """One trade in both modes, with the reader's own numbers; its address holds them."""
    description = _("Your own numbers in cross and in isolated margin, computed by the margin engine.")
    return _page(request, "calculator", _("Calculator"), description, _calculated(request))


@require_safe
@in_readers_language
def calculator_result(request: HttpRequest) -> HttpResponse:
    """The calculator's result alone, for the script that keeps it up to date."""
    return render(request, "learn/_result.html", _calculated(request))


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """The addresses of all reading pages."""
    paths = [(reverse(name), None) for name in PAGES]
    paths += [(reverse("learn-article", args=[one.slug]), one.updated) for one in texts.articles()]
    pages = [
        {"url": canonical(request, path) + in_query(language), "updated": updated}
        for path, updated in paths
        for language in texts.LANGUAGES
    ]
    return render(
        request, "learn/sitemap.xml", {"pages": pages}, content_type="application/xml; charset=utf-8"
    )


def _calculated(request: HttpRequest) -> dict[str, Any]:
    form = calculation.read(request.GET)
    return {"form": form, "result": calculation.result(form), "leverages": calculation.LEVERAGES}


def _entry(slug: str, figures: Any) -> dict[str, Any]:
    text = texts.article(slug, get_language())
    return {"article": text, "number": SLUGS.index(slug) + 1, "summary": line(text.summary, figures)}


def _page(
    request: HttpRequest, template: str, title: str, description: str, context: dict[str, Any]
) -> HttpResponse:
    shared = {
        "page_title": title,
        "description": description,
        "canonical": canonical(request, request.path) + in_query(get_language()),
        "alternates": alternates(canonical(request, request.path)),
        "chapters_nav": CHAPTERS,
    }
    return render(request, f"learn/{template}.html", shared | context)
