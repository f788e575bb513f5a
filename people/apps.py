from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Floor 1: organizations, employees, who reports to whom, who may what, and what every floor hangs things on."""

    name = "people"

    def ready(self):
        from perfhub.kernel import slots

        from . import queries
        from .rules import leaving, seed, told

        slots.register("seed", slots.SeedStep(name="people", plant=seed.plant, objects=seed.objects_of))
        slots.register("nav", queries.nav, name="people.nav")
        slots.register("home.due", queries.first_hour_due, name="people.first_hour_due")
        slots.register("home.due", queries.data_requests_due, name="people.data_requests_due")
        slots.register("first_hour.step", queries.people_steps, name="people.steps")
        slots.register("first_page", queries.first_pages, name="people.first_pages")
        slots.register("search", queries.search, name="people.search")
        slots.register("search", queries.search_teams, name="people.search_teams")
        for kind in told.KINDS:
            slots.register("notice.kind", kind)
        for credential in (leaving.SIGN_IN, leaving.API_TOKEN, leaving.INVITATION):
            slots.register("credential", credential)
        slots.register("person.succession", queries.succession, name="people.succession")
        slots.register("audit.acts", queries.ACTS)
        slots.register("visibility", queries.AWAY)
