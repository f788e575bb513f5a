"""Long work and the rosters it reads."""

from django.http import Http404

from ..models import Employee, Job, RosterImport
from .roles import leads_hr


def visible_rosters(viewer: Employee):
    """The uploaded rosters, the newest first; without the files themselves."""
    rows = RosterImport.objects.select_related("job", "file", "started_by").defer("file__content")
    return rows.order_by("-uploaded_at", "-pk") if leads_hr(viewer) else rows.none()


def get_roster(viewer: Employee, pk: int) -> RosterImport:
    """A roster is seen by whoever may import one."""
    roster = visible_rosters(viewer).filter(pk=pk).first()
    if roster is None:
        raise Http404
    return roster


def visible_jobs(viewer: Employee):
    """Long work one started; all of it for whoever leads HR."""
    return Job.objects.all() if leads_hr(viewer) else Job.objects.filter(started_by=viewer)


def get_job(viewer: Employee, pk: int) -> Job:
    """A job is seen by whoever started it, and by HR admins."""
    job = Job.objects.filter(pk=pk).first()
    if job is None or (job.started_by_id != viewer.pk and not leads_hr(viewer)):
        raise Http404
    return job
