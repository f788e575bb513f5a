from typing import Any

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
        from .queries import (
            first_hour,
            sharing,
            shown,
            shown_commitments,
            shown_of_feedback,
            standing_in,
            told,
            told_of_feedback,
        )
        from .queries.told import commitments as told_of_commitments
        from .rules import carrying, links, looking, reading, seed, seed_commitments, seed_giving

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
        slots.register("home.due", carrying.shown_due, **promises)
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
        self.register_feedback(shown_of_feedback, told_of_feedback, seed_giving)
        self.register_requests()
        self.register_one_to_ones()

    def register_feedback(self, shown: Any, told: Any, seed: Any) -> None:
        """Feedback and praise, which are switched on and off by themselves."""
        from django.utils.translation import gettext_lazy as _

        from perfhub.kernel import slots
        from perfhub.kernel.capabilities import Capability, register

        from .queries import handing_over, notes, webhooks
        from .queries.told import handing_over as told_of_handing_over
        from .rules import seed_webhooks

        register(
            Capability(
                name="feedback",
                label=_("Feedback and praise"),
                about=_("Feedback in the moment, the wall of praise, and reminders of both."),
                room="feedback",
            )
        )
        own = {"capability": "feedback"}
        slots.register("nav", shown.nav, name="feedback.feedback_nav", **own)
        slots.register("nav", shown.wall_nav, name="feedback.wall_nav", **own)
        slots.register("nav", shown.figures_nav, name="feedback.figures_nav", **own)
        slots.register("nav", shown.values_nav, name="feedback.values_nav", capability="")
        for due in (shown.new_due, shown.kept_due, shown.share_asked_due, shown.follow_up_due, shown.nudge_due):
            slots.register("home.due", due, **own)
        slots.register("home.due", notes.file_about_leavers, **own)
        slots.register("home.due", handing_over.notes_asked_for, capability="")
        slots.register("data_request.beside", handing_over.beside_a_data_request, capability="")
        slots.register("person.export", handing_over.own_data, name="feedback.handed_over", capability="")
        slots.register("audit.acts", told_of_handing_over.ACTS)
        for kind in told_of_handing_over.KINDS:
            slots.register("notice.kind", kind, capability="")
        slots.register("person.tab", shown.tab, name="feedback.feedback_tab", **own)
        slots.register("goal.beside", shown.beside_a_goal, name="feedback.praise", **own)
        slots.register("growth.beside", shown.beside_growth, name="feedback.celebration", **own)
        slots.register("person.leaving", shown.leaving, name="feedback.feedback_leaving", **own)
        slots.register("person.succession", shown.succession, name="feedback.feedback_succession", **own)
        slots.register("person.confidential", shown.confidential, name="feedback.feedback_confidential", capability="")
        slots.register("audit.acts", told.ACTS)
        slots.register("visibility", told.WIDEST_SETTING)
        slots.register("visibility", told.ALONE_SETTING)
        slots.register("visibility", webhooks.ELSEWHERE_SETTING)
        for event in webhooks.KINDS:
            slots.register("webhook.kind", event, **own)
        for kind in told.KINDS:
            slots.register("notice.kind", kind, **own)
        slots.register(
            "seed",
            slots.SeedStep(
                name="feedback", plant=seed.plant, after=("people", "goals", "skills"), objects=seed.objects_of
            ),
        )
        step = slots.SeedStep(
            name="webhooks", plant=seed_webhooks.plant, after=("feedback",), objects=seed_webhooks.objects_of
        )
        slots.register("seed", step)

    def register_requests(self) -> None:
        """Asking for feedback, which is switched on and off with giving it."""
        from perfhub.kernel import slots

        from .queries import requests
        from .queries.told import requests as told
        from .rules import guest_letters
        from .rules import requests as rules
        from .rules import seed_requests as seed

        slots.register("home.due", requests.due, name="feedback.requests", capability="feedback")
        slots.register("credential", rules.GUEST_LINK)
        slots.register("audit.acts", told.ACTS)
        for kind in told.KINDS:
            slots.register("notice.kind", guest_letters.with_guest_links(kind), capability="feedback")
        step = slots.SeedStep(name="requests", plant=seed.plant, after=("feedback",), objects=seed.objects_of)
        slots.register("seed", step)

    def register_one_to_ones(self) -> None:
        """One-to-ones, which are switched on and off by themselves."""
        from django.utils.translation import gettext_lazy as _

        from perfhub.kernel import slots
        from perfhub.kernel.capabilities import Capability, register

        from .access.commitments import CAPABILITY as COMMITMENTS
        from .queries import one_to_one_shown, one_to_one_since
        from .queries.told import one_to_ones as told
        from .rules import one_to_one_calendars, seed_one_to_ones

        talks = "one_to_ones"
        register(
            Capability(
                name=talks,
                label=_("One-to-ones"),
                about=_("Meetings of two people with their agenda and notes, and what is told of them."),
                room="feedback",
            )
        )
        slots.register("nav", one_to_one_shown.nav, name="feedback.one_to_ones_nav", capability=talks)
        slots.register("home.due", one_to_one_shown.due, name="feedback.one_to_ones_due", capability=talks)
        slots.register("home.due", one_to_one_shown.notes_about_leavers, capability=talks)
        slots.register("person.tab", one_to_one_shown.tab, name="feedback.one_to_ones_tab", capability=talks)
        slots.register("person.leaving", one_to_one_shown.leaving, name="feedback.talks_leaving", capability=talks)
        slots.register("person.succession", one_to_one_shown.succession, name="feedback.talks_next", capability=talks)
        slots.register("agenda.suggestions", one_to_one_since.check_ins, capability="check_ins")
        slots.register("agenda.suggestions", one_to_one_since.promises, capability=COMMITMENTS)
        slots.register("agenda.suggestions", one_to_one_since.said, capability="feedback")
        slots.register("agenda.suggestions", one_to_one_since.leave, capability=talks)
        slots.register(
            "seed",
            slots.SeedStep(
                name="one-to-ones", plant=seed_one_to_ones.plant, after=("people",), objects=seed_one_to_ones.objects_of
            ),
        )
        slots.register("credential", one_to_one_calendars.CALENDAR_FEED)
        slots.register("person.export", one_to_one_shown.own_data, name="feedback.one_to_ones", capability="")
        slots.register("audit.acts", told.ACTS)
        for kind in told.KINDS:
            slots.register("notice.kind", kind, capability=talks)
