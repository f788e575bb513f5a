from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Floor 2: how we reach people."""

    name = "notices"
