"""Addresses of this floor."""

from django.urls import path

from perfhub.kernel.api import door

from .api import audit as audit_lines
from .api import days as api_days
from .api import employees, entry, imports, teams
from .api import work as jobs
from .views import audit, codes, days, directory, invitations, lists, places, promises, relations, rosters, tokens, work

app_name = "people"

pages = [
    path("", places.home, name="home"),
    path("settings/", places.settings_page, name="settings"),
    path("settings/tokens/", tokens.tokens, name="tokens"),
    path("settings/tokens/<int:pk>/revoke/", tokens.revoke, name="token_revoke"),
    path("tokens/", tokens.held, name="tokens_held"),
    path("draft/", work.save_draft, name="draft"),
    path("jobs/<int:pk>/", work.job, name="job"),
    path("jobs/<int:pk>/cancel/", work.cancel_job, name="job_cancel"),
    path("search/", directory.search, name="search"),
    path("people/", directory.directory, name="directory"),
    path("people/new/", directory.hire, name="hire"),
    path("people/<int:pk>/", directory.person, name="person"),
    path("people/<int:pk>/edit/", directory.edit, name="person_edit"),
    path("people/<int:pk>/manager/", directory.manager, name="person_manager"),
    path("people/<int:pk>/leave/", directory.leave, name="person_leave"),
    path("people/<int:pk>/leave/keep/", directory.keep_employed, name="keep_employed"),
    path("people/<int:pk>/stand-ins/", relations.stand_ins, name="stand_ins"),
    path("people/<int:pk>/stand-ins/<int:stand_in>/end/", relations.end_stand_in, name="end_stand_in"),
    path("people/<int:pk>/dotted/", relations.dotted, name="dotted"),
    path("people/<int:pk>/dotted/<int:line>/end/", relations.end_dots, name="end_dots"),
    path("people/<int:pk>/sees/", relations.sees, name="sees"),
    path("people/<int:pk>/rejoin/", directory.rejoin, name="person_rejoin"),
    path("people/<int:pk>/roles/", directory.person_roles, name="person_roles"),
    path("people/<int:pk>/roles/<int:grant>/end/", directory.end_role, name="end_role"),
    path("people/<int:pk>/invite/", invitations.invite, name="invite"),
    path("people/<int:pk>/absences/", days.absences, name="absences"),
    path("people/<int:pk>/absences/<int:absence>/remove/", days.remove_absence, name="remove_absence"),
    path("people/<int:pk>/hours/", days.hours, name="hours"),
    path("people/<int:pk>/hours/<int:pattern>/remove/", days.remove_hours, name="remove_hours"),
    path("roles/", directory.roles, name="roles"),
    path("invitations/", invitations.invitations, name="invitations"),
    path("invitations/letters/", codes.codes, name="codes"),
    path("people/<int:pk>/letter/", codes.code, name="code"),
    path("enter/", codes.enter, name="enter"),
    path("join/<str:token>/", invitations.join, name="join"),
    path("holidays/", days.holidays, name="holidays"),
    path("holidays/import/", lists.import_holidays, name="import_holidays"),
    path("absences/import/", lists.import_absences, name="import_absences"),
    path("holidays/<int:pk>/remove/", days.remove_holiday, name="remove_holiday"),
    path("audit/", audit.audit, name="audit"),
    path("audit/export/", audit.export, name="audit_export"),
    path("audit/verify/", audit.verify, name="audit_verify"),
    path("seen/", audit.seen, name="seen"),
    path("visibility/", promises.visibility, name="visibility"),
    path("rosters/", rosters.rosters, name="rosters"),
    path("rosters/<int:pk>/", rosters.roster, name="roster"),
    path("rosters/<int:pk>/file/", rosters.file, name="roster_file"),
    path("rosters/<int:pk>/decide/", rosters.decide, name="roster_decide"),
    path("rosters/<int:pk>/apply/", rosters.apply, name="roster_apply"),
    path("rosters/<int:pk>/call-off/", rosters.call_off, name="roster_call_off"),
    path("rosters/<int:pk>/discard/", rosters.discard, name="roster_discard"),
]
api = [
    path("me/", door(GET=entry.get_me), name="me"),
    path("employees/", door(GET=employees.list_employees, POST=employees.hire_employee), name="employees"),
    path(
        "employees/<int:pk>/",
        door(GET=employees.get_employee, PATCH=employees.change_employee),
        name="employee",
    ),
    path("employees/<int:pk>/leave/", door(POST=employees.leave_employee), name="leave"),
    path("employees/<int:pk>/rejoin/", door(POST=employees.rejoin_employee), name="rejoin"),
    path("employees/<int:pk>/report-to/", door(POST=employees.report_to), name="report_to"),
    path("employees/<int:pk>/absences/", door(GET=api_days.list_absences, POST=api_days.add_absence), name="absences"),
    path(
        "employees/<int:pk>/absences/<int:absence>/remove/",
        door(POST=api_days.remove_absence),
        name="remove_absence",
    ),
    path(
        "employees/<int:pk>/working-hours/",
        door(GET=api_days.list_working_hours, POST=api_days.set_working_hours),
        name="hours",
    ),
    path(
        "employees/<int:pk>/working-hours/<int:pattern>/remove/",
        door(POST=api_days.remove_working_hours),
        name="remove_hours",
    ),
    path("teams/", door(GET=teams.list_teams), name="teams"),
    path("teams/<int:pk>/", door(GET=teams.get_team), name="team"),
    path("reporting-lines/", door(GET=teams.list_reporting_lines), name="reporting_lines"),
    path("imports/", door(GET=imports.list_imports, POST=imports.upload_import), name="imports"),
    path("imports/<int:pk>/", door(GET=imports.get_import), name="import"),
    path("imports/<int:pk>/rows/", door(GET=imports.list_import_rows), name="import_rows"),
    path("imports/<int:pk>/decide/", door(POST=imports.decide_import), name="import_decide"),
    path("imports/<int:pk>/apply/", door(POST=imports.apply_import), name="import_apply"),
    path("imports/<int:pk>/call-off/", door(POST=imports.call_off_import), name="import_call_off"),
    path("imports/<int:pk>/discard/", door(POST=imports.discard_import), name="import_discard"),
    path("jobs/", door(GET=jobs.list_jobs), name="jobs"),
    path("jobs/<int:pk>/", door(GET=jobs.get_job), name="job"),
    path("jobs/<int:pk>/cancel/", door(POST=jobs.cancel_job), name="job_cancel"),
    path("audit/", door(GET=audit_lines.list_audit), name="audit"),
    path("seen/", door(GET=audit_lines.list_seen), name="seen"),
    path("tokens/", door(GET=entry.list_tokens), name="tokens"),
    path("tokens/<int:pk>/", door(GET=entry.get_token), name="token"),
    path("tokens/<int:pk>/revoke/", door(POST=entry.revoke_token), name="token_revoke"),
]
