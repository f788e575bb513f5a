from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Floor 1: organizations, employees, who reports to whom, who may what, and what every floor hangs things on."""

    name = "people"
