from django.apps import AppConfig


class PerfhubConfig(AppConfig):
    """The roof: URLs, the clock's table, commands and the component kit."""

    name = "perfhub"

    def ready(self):
        from perfhub import celery  # noqa: F401  the application that shared tasks bind to
