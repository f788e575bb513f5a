"""The organization's own library of skills."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.inventory import PUBLIC, TECHNICAL
from perfhub.kernel.tenancy import TenantModel

from ..states import SkillKind

LONGEST_SKILL, LONGEST_SKILL_ABOUT = 80, 500  # characters


class SkillQuerySet(models.QuerySet):
    def offered(self):
        """Those one may choose now."""
        return self.filter(retired_at__isnull=True)

    def put_away(self):
        return self.filter(retired_at__isnull=False)

    def by_name(self):
        return self.order_by(Lower("name"), "pk")


class Skill(TenantModel):
    """Something that people here know how to do, by a short name: what work asks for and praise may name."""

    inventory = {PUBLIC: "name about kind retired_at", TECHNICAL: "written_by written_at version"}

    name = models.CharField(_("name"), max_length=LONGEST_SKILL)
    about = models.TextField(_("what it looks like at work"), max_length=LONGEST_SKILL_ABOUT, blank=True)
    kind = models.CharField(_("kind"), max_length=9, choices=SkillKind)
    written_by = models.ForeignKey("people.Employee", models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = SkillQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                "organization", Lower("name"), condition=Q(retired_at__isnull=True), name="skill_name_once"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="skill_has_a_name"),
            models.CheckConstraint(condition=Q(kind__in=SkillKind.values), name="skill_of_a_kind"),
        ]

    def __str__(self):
        return self.name
