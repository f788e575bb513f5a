from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Floor 1: organizations, employees, who reports to whom, who may what, and what every floor hangs things on."""

    name = "people"

    def ready(self):
        from perfhub.kernel import slots

        from .rules import seed

        slots.register("seed", slots.SeedStep(name="people", plant=seed.plant, objects=seed.objects_of))
