"""The API described, for programs and for people; without sign-in, for it says nothing of anybody."""

from django.conf import settings
from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from perfhub.kernel.api import describing


@require_safe
def schema(request):
    """OpenAPI 3."""
    return JsonResponse(describing.schema(), content_type="application/vnd.oai.openapi+json")


@require_safe
def api(request):
    """Every noun, its fields and acts, what can go wrong, and how one types it."""
    context = {"nouns": describing.nouns(), "problems": describing.problems(), "address": settings.PUBLIC_URL}
    return render(request, "people/api.html", context)
