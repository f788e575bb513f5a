"""Long work."""

from rest_framework import serializers

from perfhub.kernel.api import ChoiceFilter, Filters, Order, Out, TextFilter, page_of, reads, writes
from perfhub.kernel.api.scopes import JOBS

from .. import access, rules
from ..states import JobState


class JobOut(Out):
    """Long work: how much is done, and what came of it."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    state = serializers.ChoiceField(JobState.choices)
    done = serializers.IntegerField()
    total = serializers.IntegerField()
    words = serializers.CharField(help_text="what is being done, or what came of it")
    started_by = serializers.IntegerField(source="started_by_id", allow_null=True)
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    acts = serializers.SerializerMethodField()

    def get_acts(self, job) -> list[str]:
        return sorted(access.acts(self.context["viewer"], job))


class JobFilters(Filters):
    """By kind or state."""

    kind = TextFilter()
    state = ChoiceFilter(choices=JobState.choices)


@reads(JOBS, JobOut, filters=JobFilters, pages=Order("-created_at"))
def list_jobs(request):
    """Long work that you started, the newest first; HR admins see all."""
    return page_of(request, access.visible_jobs(request.viewer))


@reads(JOBS, JobOut)
def get_job(request, pk):
    """One job; ask again after a second while it runs."""
    return access.get_job(request.viewer, pk)


@writes(JOBS, JobOut)
def cancel_job(request, pk):
    """Call it off; what is not applied yet never will be."""
    return rules.cancel_job(access.get_job(request.viewer, pk), by=request.viewer, at=request.at)
