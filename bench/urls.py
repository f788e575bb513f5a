"""The application's addresses, and the floor."""

from django.urls import path

from perfhub.urls import handler400, handler403, handler404, handler500
from perfhub.urls import urlpatterns as ours

from .floor import empty_page

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [*ours, path("o/<slug:organization>/floor/", empty_page)]
