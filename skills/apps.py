from django.apps import AppConfig


class SkillsConfig(AppConfig):
    """Floor 3: the library of skills, and what people do to grow."""

    name = "skills"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from perfhub.kernel import slots
        from perfhub.kernel.capabilities import Capability, register

        from .access.library import CAPABILITY
        from .queries import shown, told
        from .rules import erasing, seed, turned_into

        register(
            Capability(
                name=CAPABILITY,
                label=_("Skills and growth"),
                about=_("The library of skills, and what people plan and do to grow."),
                room="skills",
            )
        )
        slots.register("nav", shown.nav, name="skills.growth_nav")
        slots.register("nav", shown.skills_nav, name="skills.nav", capability="")
        slots.register("home.due", shown.due, name="skills.due")
        slots.register("person.tab", shown.tab, name="skills.tab")
        slots.register("person.leaving", shown.leaving, name="skills.leaving")
        slots.register("person.succession", shown.succession, name="skills.succession")
        slots.register("person.confidential", shown.confidential, name="skills.confidential", capability="")
        slots.register("person.export", shown.own_data, name="skills.own_data", capability="")
        slots.register("person.erase", erasing.erase, name="skills.erase", capability="")
        slots.register("audit.acts", told.ACTS)
        for kind in told.KINDS:
            slots.register("notice.kind", kind)
        for action in turned_into.ACTIONS:
            slots.register("growth.action", action)
        slots.register(
            "seed", slots.SeedStep(name="skills", plant=seed.plant, after=("people",), objects=seed.objects_of)
        )
