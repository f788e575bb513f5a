from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    """Floor 4: check-ins, and later one-to-ones, feedback, praise, commitments and review cycles."""

    name = "feedback"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from perfhub.kernel import slots
        from perfhub.kernel.capabilities import Capability, register

        from .access.commitments import CAPABILITY as COMMITMENTS
        from .forms import commitments
        from .queries import first_hour, sharing, shown, shown_commitments, standing_in, told
        from .queries.told import commitments as told_of_commitments
        from .rules import links, looking, reading, seed, seed_commitments

        register(
            Capability(
                name="check_ins",
                label=_("Check-ins"),
                about=_("The weekly check-in, the manager’s inbox, and reminders of both."),
                room="feedback",
            )
        )
        register(
            Capability(
                name=COMMITMENTS,
                label=_("Promises"),
                about=_("What people promised one another, in check-ins, on home and on a page, and reminders of it."),
                room="feedback",
            )
        )
        slots.register("nav", shown.nav)
        slots.register("nav", shown.cadence_nav, name="feedback.cadence_nav", capability="")
        slots.register("home.due", shown.own_due)
        slots.register("home.due", reading.inbox_due)
        slots.register("home.due", standing_in.standing_in_due)
        slots.register("credential", links.REMINDER_LINK)
        slots.register("person.leaving", standing_in.still_open)
        slots.register("person.succession", standing_in.succession)
        slots.register("first_hour.step", first_hour.steps, name="feedback.steps", capability="")
        slots.register("first_page", looking.first_pages, name="feedback.first_pages")
        slots.register("person.confidential", first_hour.confidential, name="feedback.confidential", capability="")
        slots.register("person.tab", shown.tab)
        slots.register(
            "seed",
            slots.SeedStep(name="check-ins", plant=seed.plant, after=("people",), objects=seed.objects_of),
        )
        slots.register("audit.acts", told.ACTS)
        slots.register("visibility", sharing.CONTENTS_SETTING)
        for kind in told.KINDS:
            slots.register("notice.kind", links.with_link(kind))
        promises = {"name": "feedback.commitments", "capability": COMMITMENTS}
        slots.register("nav", shown_commitments.nav, **promises)
        slots.register("home.due", shown_commitments.due, **promises)
        slots.register("check_in.items", commitments.items, **promises)
        slots.register("person.leaving", shown_commitments.leaving, **promises)
        slots.register("person.succession", shown_commitments.succession, **promises)
        slots.register("audit.acts", told_of_commitments.ACTS)
        slots.register(
            "seed",
            slots.SeedStep(
                name="promises",
                plant=seed_commitments.plant,
                after=("check-ins",),
                objects=seed_commitments.objects_of,
            ),
        )
        for kind in told_of_commitments.KINDS:
            slots.register("notice.kind", kind, capability=COMMITMENTS)
