"""An empty page behind the same middleware and sign-in, in the same frame: what each page costs at least."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET


@require_GET
def empty_page(request: HttpRequest) -> HttpResponse:
    """base.html with nothing in it."""
    return render(request, "base.html", {})
