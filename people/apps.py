from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Floor 1: organizations, employees, who reports to whom, who may what, and what every floor hangs things on."""

    name = "people"

    def ready(self):
        from perfhub.kernel import slots

        from . import queries
        from .rules import seed, told

        slots.register("seed", slots.SeedStep(name="people", plant=seed.plant, objects=seed.objects_of))
        slots.register("nav", queries.nav, name="people.nav")
        slots.register("search", queries.search, name="people.search")
        slots.register("notice.kind", told.INVITATION)
        slots.register("notice.kind", told.WIDENED)
        slots.register("audit.acts", queries.ACTS)
        slots.register("visibility", queries.AWAY)
