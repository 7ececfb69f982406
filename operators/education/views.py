"""The reading pages: contents, articles, questions, search, the calculator, and which mode fits."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from operators.education import calculation, drawings, fit, texts
from operators.education.finding import found
from operators.education.outline import CHAPTERS, SLUGS, neighbors
from operators.education.site import canonical, figures_of
from operators.education.writing import line, plain, written

PAGES = ("learn", "learn-questions", "learn-fitting", "learn-calculator")


@require_safe
def contents(request: HttpRequest) -> HttpResponse:
    """All articles by chapter, each with its answer."""
    figures = figures_of(request)
    chapters = [
        {"title": chapter.title, "articles": [_entry(slug, figures) for slug in chapter.slugs]}
        for chapter in CHAPTERS
    ]
    description = (
        "Cross and isolated margin on Hyperliquid and Aster, explained with numbers that are computed."
    )
    return _page(request, "contents", "Learn", description, {"chapters": chapters, "count": len(SLUGS)})


@require_safe
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """One article."""
    if slug not in SLUGS:
        raise Http404
    text, figures = texts.article(slug), figures_of(request)
    before, after = (texts.article(one) if one else None for one in neighbors(slug))
    chapter = next(chapter for chapter in CHAPTERS if slug in chapter.slugs)
    context = {
        "article": text,
        "summary": line(text.summary, figures),
        "written": written(text.body, figures, drawings.draw),
        "number": SLUGS.index(slug) + 1,
        "count": len(SLUGS),
        "chapter": chapter.title,
        "siblings": [texts.article(one) for one in chapter.slugs],
        "before": before,
        "after": after,
    }
    return _page(request, "article", text.title, plain(text.summary, figures), context)


@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """Every question with its short answer in sight."""
    text, figures = texts.questions(), figures_of(request)
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
def search(request: HttpRequest) -> HttpResponse:
    """Articles and questions that hold every word asked for."""
    words = request.GET.get("q", "").strip()[:100]
    context = {"words": words, "results": found(words, figures_of(request)) if words else []}
    return _page(request, "search", "Search", "Search the articles and questions.", context)


@require_safe
def fitting(request: HttpRequest) -> HttpResponse:
    """A few questions, an honest answer."""
    context = {"questions": fit.asked(request.GET), "advice": fit.advice(request.GET)}
    description = "Four questions about your trade, and which margin mode answers them."
    return _page(request, "fitting", "Which mode fits me?", description, context)


@require_safe
def calculator(request: HttpRequest) -> HttpResponse:
    """One trade in both modes, with the reader's own numbers; its address holds them."""
    description = "Your own numbers in cross and in isolated margin, computed by the margin engine."
    return _page(request, "calculator", "Calculator", description, _calculated(request))


@require_safe
def calculator_result(request: HttpRequest) -> HttpResponse:
    """The calculator's result alone, for the script that keeps it up to date."""
    return render(request, "learn/_result.html", _calculated(request))


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """The addresses of all reading pages."""
    pages = [{"url": canonical(request, reverse(name)), "updated": None} for name in PAGES]
    pages += [
        {"url": canonical(request, reverse("learn-article", args=[one.slug])), "updated": one.updated}
        for one in texts.articles()
    ]
    return render(
        request, "learn/sitemap.xml", {"pages": pages}, content_type="application/xml; charset=utf-8"
    )


def _calculated(request: HttpRequest) -> dict[str, Any]:
    form = calculation.read(request.GET)
    return {"form": form, "result": calculation.result(form), "leverages": calculation.LEVERAGES}


def _entry(slug: str, figures: Any) -> dict[str, Any]:
    text = texts.article(slug)
    return {"article": text, "number": SLUGS.index(slug) + 1, "summary": line(text.summary, figures)}


def _page(
    request: HttpRequest, template: str, title: str, description: str, context: dict[str, Any]
) -> HttpResponse:
    shared = {
        "page_title": title,
        "description": description,
        "canonical": canonical(request, request.path),
        "chapters_nav": CHAPTERS,
    }
    return render(request, f"learn/{template}.html", shared | context)
