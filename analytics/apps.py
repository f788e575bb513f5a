from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    """Floor 6: weekly facts and dashboards; reads all floors, writes only its own rows."""

    name = "analytics"
