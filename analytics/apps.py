from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    """Floor 6: weekly facts and dashboards; reads all floors, writes only its own rows."""

    name = "analytics"

    def ready(self):
        from perfhub.kernel import slots

        from . import queries, rules

        slots.register("nav", queries.nav, name="analytics")
        slots.register("person.tab", queries.tab, name="analytics")
        slots.register("seed", slots.SeedStep(name="facts", plant=rules.plant, after=("people", "check-ins")))
