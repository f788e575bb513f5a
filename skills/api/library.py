"""The library of skills: for everybody; kept by whoever leads HR."""

from rest_framework import serializers

from perfhub.kernel.api import ChoiceFilter, Filters, In, Order, Out, TextFilter, YesNoFilter, page_of, reads, writes
from perfhub.kernel.api.scopes import SKILLS

from ..access import library as access
from ..models import LONGEST_SKILL, LONGEST_SKILL_ABOUT
from ..rules import library as rules
from ..states import SkillKind


class SkillOut(Out):
    """Something that people here know how to do."""

    edition = "version"

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    kind = serializers.ChoiceField(SkillKind.choices)
    about = serializers.CharField()
    written_at = serializers.DateTimeField()
    retired_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()


class SkillFilters(Filters):
    """By name, by kind, by whether it is put away (which whoever keeps the library sees)."""

    name = TextFilter(lookup_expr="icontains")
    kind = ChoiceFilter(choices=SkillKind.choices)
    retired = YesNoFilter(method="is_retired", help_text="put away")
    about = {"retired": ("retired_at",)}

    def is_retired(self, rows, name, value):
        return rows.filter(retired_at__isnull=value == "false")


class SkillChangeIn(In):
    """What may be changed about a skill; what is left out stays."""

    name = serializers.CharField(max_length=LONGEST_SKILL, required=False)
    kind = serializers.ChoiceField(SkillKind.choices, required=False)
    about = serializers.CharField(max_length=LONGEST_SKILL_ABOUT, allow_blank=True, required=False)


class SkillIn(SkillChangeIn):
    """A skill that can be chosen from now on."""

    name = serializers.CharField(max_length=LONGEST_SKILL)
    kind = serializers.ChoiceField(SkillKind.choices)


@reads(SKILLS, SkillOut, filters=SkillFilters, pages=Order("name"))
def list_skills(request):
    """The library, by name; what is put away for whoever keeps it alone."""
    return page_of(request, access.visible_skills(request.viewer))


@reads(SKILLS, SkillOut)
def get_skill(request, pk):
    """One skill of the library."""
    return access.get_skill(request.viewer, pk)


@writes(SKILLS, SkillOut, takes=SkillIn, status=201)
def write_skill(request, said):
    """Whoever leads HR names something that people here know how to do."""
    return rules.write_skill(by=request.viewer, at=request.at, **said)


@writes(SKILLS, SkillOut, takes=SkillChangeIn, edition=True)
def change_skill(request, pk, said, seen):
    """Other words; whatever names the skill shows the new ones."""
    found = access.get_kept_skill(request.viewer, pk)
    kept = {name: getattr(found, name) for name in ("name", "kind", "about")}
    return rules.change_skill(found, by=request.viewer, at=request.at, seen=seen, **kept | said)


@writes(SKILLS, SkillOut)
def retire_skill(request, pk):
    """Nobody chooses it any more; it can be brought back."""
    rules.retire_skill(access.get_kept_skill(request.viewer, pk), by=request.viewer, at=request.at)
    return access.get_skill(request.viewer, pk)


@writes(SKILLS, SkillOut)
def bring_skill_back(request, pk):
    """It can be chosen again."""
    rules.bring_skill_back(access.get_kept_skill(request.viewer, pk), by=request.viewer, at=request.at)
    return access.get_skill(request.viewer, pk)
