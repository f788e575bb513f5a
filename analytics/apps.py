from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    """Floor 6: weekly facts and dashboards; reads all floors, writes only its own rows."""

    name = "analytics"

    def ready(self):
        from django.utils.translation import gettext_lazy as _

        from perfhub.kernel import slots
        from perfhub.kernel.capabilities import Capability, register

        from . import queries, rules

        register(
            Capability(
                name="team_trends",
                label=_("Team trends"),
                about=_("Dashboards of teams and everybody’s own weeks. Weekly facts are still taken."),
                room="analytics",
            )
        )
        slots.register("nav", queries.nav, name="analytics")
        slots.register("person.tab", queries.tab, name="analytics")
        slots.register("audit.acts", rules.ACTS)
        slots.register("seed", slots.SeedStep(name="facts", plant=rules.plant, after=("people", "goals", "check-ins")))
