from django.apps import AppConfig


class PipsConfig(AppConfig):
    """Floor 5: concerns, diagnosis, plans and what came of them."""

    name = "pips"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from perfhub.kernel.capabilities import Capability, register

        from .access import CAPABILITY

        register(
            Capability(
                name=CAPABILITY,
                label=_("Improvement"),
                about=_("Concerns, diagnosis, coaching plans and improvement plans, team plans and findings."),
                room="pips",
                closed=True,
            )
        )
        self.register_ladder()
        self.register_running()
        self.register_plans()
        self.register_teams()
        self.register_hr()
        self.register_diagnosis()

    def register_ladder(self) -> None:
        """Cases and concerns, and asking for help."""
        from perfhub.kernel import slots

        from .queries import ladder_shown as shown
        from .queries.told import cases, concerns, helping
        from .rules import seed_ends, seed_ladder

        for acts in (cases.ACTS, concerns.ACTS, helping.ACTS):
            slots.register("audit.acts", acts)
        for kind in (*concerns.KINDS, *helping.KINDS):
            slots.register("notice.kind", kind)
        slots.register("nav", shown.nav)
        slots.register("person.tab", shown.tab)
        for due in (shown.concerns_due, shown.plans_due, shown.help_due, shown.unheard_due):
            slots.register("home.due", due)
        slots.register("person.leaving", shown.leaving)
        slots.register("person.succession", shown.succession)
        slots.register("person.confidential", shown.confidential, capability="")
        after = ("people", "check-ins", "feedback")
        step = slots.SeedStep(name="concerns", plant=seed_ladder.plant, after=after, objects=seed_ladder.objects_of)
        slots.register("seed", step)
        ended = slots.SeedStep(name="what ended", plant=seed_ends.plant, after=("concerns", "plans that are over"))
        slots.register("seed", ended)

    def register_running(self) -> None:
        """Plans under way: support, meetings, clocks, ends."""
        from perfhub.kernel import slots

        from .forms import in_check_ins
        from .queries import running_shown as shown
        from .queries.told import running
        from .rules import seeing

        slots.register("audit.acts", running.ACTS)
        for kind in running.KINDS:
            slots.register("notice.kind", kind)
        slots.register("home.due", seeing.support_due, name="pips.support_due")
        for due in (shown.meetings_due, shown.ends_due, shown.looks_due, shown.handovers_due):
            slots.register("home.due", due)
        slots.register("check_in.items", in_check_ins.support_items)
        slots.register("check_in.items", in_check_ins.issue_items)
        slots.register("agenda.suggestions", shown.points)
        slots.register("agenda.suggestions", shown.owed)

    def register_plans(self) -> None:
        """Plans as they are written, reviewed and answered."""
        from perfhub.kernel import slots

        from .queries import shown_plans
        from .queries.told import plans
        from .rules import seed_over, seed_plans, seed_plans_before, seed_running

        for name, seed, after in (
            ("plans", seed_plans, "people"),
            ("plans under way", seed_running, "plans"),
            ("plans before day 1", seed_plans_before, "plans under way"),
            ("plans that are over", seed_over, "plans before day 1"),
        ):
            step = slots.SeedStep(name=name, plant=seed.plant, after=(after,), objects=seed.objects_of)
            slots.register("seed", step)
        slots.register("home.due", shown_plans.receipts_due, name="pips.plan_receipts")
        slots.register("home.due", shown_plans.requests_due, name="pips.plan_requests")
        slots.register("home.due", shown_plans.telling_due, name="pips.plan_tellings")
        slots.register("home.due", shown_plans.owners_due, name="pips.plan_owners")
        slots.register("home.due", shown_plans.reviews_due, name="pips.plan_reviews")
        slots.register("home.due", shown_plans.appeals_due, name="pips.plan_appeals")
        slots.register("audit.acts", plans.ACTS)
        slots.register("audit.acts", plans.PLACES)
        for kind in (*plans.KINDS, *plans.REVIEW_KINDS):
            slots.register("notice.kind", kind)

    def register_teams(self) -> None:
        """Team plans, and how plans felt."""
        from perfhub.kernel import slots

        from .queries import closing, team_plans
        from .queries.told import closing as told_of_closing
        from .queries.told import team_plans as told
        from .rules import seed_effects
        from .rules import seed_teams as seed

        slots.register("nav", team_plans.nav, name="pips.team_plans_nav")
        slots.register("nav", closing.nav, name="pips.felt_nav")
        for due in (team_plans.owed_due, team_plans.requests_due, team_plans.look_due, closing.closing_due):
            slots.register("home.due", due)
        slots.register("audit.acts", told.ACTS)
        slots.register("audit.acts", told_of_closing.ACTS)
        for kind in told.KINDS:
            slots.register("notice.kind", kind)
        slots.register(
            "seed", slots.SeedStep(name="team plans", plant=seed.plant, after=("people",), objects=seed.objects_of)
        )
        after = ("team plans", "diagnoses", "what ended", "goals")
        slots.register("seed", slots.SeedStep(name="what helped", plant=seed_effects.plant, after=after))

    def register_hr(self) -> None:
        """Who looks after cases for HR, and who sees every improvement plan."""
        from perfhub.kernel import slots

        from .queries import hr_shown, own_data
        from .queries.told import hr as told
        from .rules import erasing

        slots.register("nav", hr_shown.nav, name="pips.hr_nav")
        slots.register("person.export", own_data.own_data, name="pips.own_data", capability="")
        slots.register("person.erase", erasing.erase, name="pips.erase", capability="")
        slots.register("audit.acts", told.ACTS)
        for kind in told.KINDS:
            slots.register("notice.kind", kind)

    def register_diagnosis(self) -> None:
        """Diagnoses, remedies and findings."""
        from perfhub.kernel import slots

        from .queries import diagnosis, diagnosis_kept, findings
        from .queries.told import diagnosis as told
        from .queries.told import findings as told_of_findings
        from .rules import seed_diagnosis

        slots.register("home.due", diagnosis.due, name="pips.diagnosis")
        slots.register("home.due", findings.due, name="pips.findings")
        slots.register("nav", findings.nav, name="pips.findings_nav")
        slots.register("person.export", diagnosis_kept.own_data, name="pips.diagnoses", capability="")
        for acts in (told.ACTS, told.LIBRARY, told_of_findings.ACTS):
            slots.register("audit.acts", acts)
        for kind in (*told.KINDS, *told_of_findings.KINDS):
            slots.register("notice.kind", kind)
        slots.register(
            "seed",
            slots.SeedStep(
                name="diagnoses", plant=seed_diagnosis.plant, after=("people",), objects=seed_diagnosis.objects_of
            ),
        )
