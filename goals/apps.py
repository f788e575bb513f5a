from django.apps import AppConfig


class GoalsConfig(AppConfig):
    """Floor 3: goals, their updates and what they serve."""

    name = "goals"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from perfhub.kernel import slots
        from perfhub.kernel.capabilities import Capability, register

        from .forms import within
        from .queries import (
            shared_gaps,
            shown,
            shown_beside,
            talked_about,
            told,
            told_beside,
            told_of_metrics,
            told_of_owners,
        )
        from .rules import seed

        register(
            Capability(
                name="goals",
                label=_("Goals"),
                about=_("Goals of the organization, teams and people, their updates and reminders."),
                room="goals",
            )
        )
        slots.register("nav", shown.nav, name="goals")
        slots.register("home.due", shown.updates_due)
        slots.register("home.due", shown.proposed_due)
        slots.register("home.due", shown_beside.asked_due)
        slots.register("home.due", shown_beside.owner_due)
        slots.register("person.leaving", shown_beside.leaving, name="goals")
        slots.register("person.succession", shown_beside.succession, name="goals")
        slots.register("person.tab", shown.tab, name="goals")
        slots.register("search", shown.search, name="goals")
        slots.register("check_in.items", within.items, name="goals")
        slots.register("check_in.items", within.moved, name="goals.moved")
        slots.register("agenda.suggestions", talked_about.moved, name="goals")
        slots.register("finding.evidence", shared_gaps.shared_gaps, name="goals")
        slots.register("audit.acts", told.ACTS)
        slots.register("audit.acts", told_beside.ACTS)
        slots.register("audit.acts", told_of_owners.ACTS)
        slots.register(
            "seed", slots.SeedStep(name="goals", plant=seed.plant, after=("people",), objects=seed.objects_of)
        )
        for kind in (*told.KINDS, *told_beside.KINDS, *told_of_metrics.KINDS, *told_of_owners.KINDS):
            slots.register("notice.kind", kind)
