"""Addresses of past feedback from a file: whoever leads HR, and of a file its uploader alone."""

from django.core.files.uploadedfile import SimpleUploadedFile

from perfhub.kernel import clock
from tests.factories import feedback as make_feedback
from tests.factories import people as make

from ..access import GET, POST, row

RUNS_IN = {"applying": "running"}


def a_table(state):
    """A table of the HR admin in a state, with a row that can be taken."""

    def made(world, subject):
        job = make.JobFactory(kind="feedback_import", started_by=world.hr_admin, state=RUNS_IN.get(state, "done"))
        moments = {"applied_at": clock.now()} if state == "applied" else {}
        found = make_feedback.FeedbackImportFactory(started_by=world.hr_admin, state=state, job=job, new=1, **moments)
        make_feedback.FeedbackImportRowFactory(source=found, verdict="new")
        return found

    return made


def a_file(world, subject):
    return {"file": SimpleUploadedFile("past.csv", b"receiver,giver,given_on,text\n1,2,2025-11-03,Calm.\n", "text/csv")}


OF_HR = {"hr_admin": 200, "hr_subject": 200, "others": 404}
SENT = {"hr_admin": 302, "hr_subject": 302, "others": 404}
PAST_ROWS = [
    row("feedback:imports", GET, hr=200, others=403),
    row("feedback:imports", POST, body=a_file, hr=302, others=403),
    row("feedback:import", GET, of=a_table("previewed"), **OF_HR),
    row("feedback:import_apply", POST, of=a_table("previewed"), **SENT),
    row("feedback:import_undo", POST, of=a_table("applied"), **SENT),
    row("feedback:import_call_off", POST, of=a_table("applying"), **SENT),
    row("feedback:import_discard", POST, of=a_table("previewed"), **SENT),
]
