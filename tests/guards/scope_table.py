"""Which scope a token needs for each operation of the API; written from the promise, not from the code.

To read a noun takes its `:read`, to do anything about it its `:write`; neither includes the other.
"""

GET, POST, PUT, PATCH = "GET", "POST", "PUT", "PATCH"

SCOPE_OF: dict[tuple[str, str], str] = {
    # people
    ("people_api:me", GET): "me:read",
    ("people_api:employees", GET): "employees:read",
    ("people_api:employees", POST): "employees:write",
    ("people_api:put_employees", POST): "employees:write",
    ("people_api:employee", GET): "employees:read",
    ("people_api:employee", PATCH): "employees:write",
    ("people_api:leave", POST): "employees:write",
    ("people_api:rejoin", POST): "employees:write",
    ("people_api:report_to", POST): "reporting_lines:write",
    ("people_api:reporting_lines", GET): "reporting_lines:read",
    ("people_api:absences", GET): "absences:read",
    ("people_api:absences", POST): "absences:write",
    ("people_api:remove_absence", POST): "absences:write",
    ("people_api:hours", GET): "working_hours:read",
    ("people_api:hours", POST): "working_hours:write",
    ("people_api:remove_hours", POST): "working_hours:write",
    ("people_api:teams", GET): "teams:read",
    ("people_api:team", GET): "teams:read",
    ("people_api:imports", GET): "imports:read",
    ("people_api:imports", POST): "imports:write",
    ("people_api:import", GET): "imports:read",
    ("people_api:import_rows", GET): "imports:read",
    ("people_api:import_decide", POST): "imports:write",
    ("people_api:import_apply", POST): "imports:write",
    ("people_api:import_call_off", POST): "imports:write",
    ("people_api:import_discard", POST): "imports:write",
    ("people_api:jobs", GET): "jobs:read",
    ("people_api:job", GET): "jobs:read",
    ("people_api:job_cancel", POST): "jobs:write",
    ("people_api:tokens", GET): "tokens:read",
    ("people_api:token", GET): "tokens:read",
    ("people_api:token_revoke", POST): "tokens:write",
    ("people_api:audit", GET): "audit:read",
    ("people_api:seen", GET): "audit:read",
    # notices
    ("notices_api:notices", GET): "notices:read",
    ("notices_api:see", POST): "notices:write",
    ("notices_api:preferences", GET): "notices:read",
    ("notices_api:preference", PUT): "notices:write",
    ("notices_api:all_notices", GET): "notices:read",
    ("notices_api:stop", POST): "notices:write",
    ("notices_api:send_again", POST): "notices:write",
    # feedback
    ("feedback_api:check_ins", GET): "check_ins:read",
    ("feedback_api:check_in", GET): "check_ins:read",
    ("feedback_api:answer", POST): "check_ins:write",
    ("feedback_api:correct", POST): "check_ins:write",
    ("feedback_api:read", POST): "check_ins:write",
    ("feedback_api:skip", POST): "check_ins:write",
    ("feedback_api:ask_again", POST): "check_ins:write",
    ("feedback_api:comment", POST): "check_ins:write",
    ("feedback_api:reopen", POST): "check_ins:write",
    ("feedback_api:let_stand", POST): "check_ins:write",
    ("feedback_api:react", POST): "check_ins:write",
    ("feedback_api:raise", POST): "check_ins:write",
    ("feedback_api:share", POST): "check_ins:write",
    ("feedback_api:unshare", POST): "check_ins:write",
    ("feedback_api:pass_up", POST): "check_ins:write",
    ("feedback_api:inbox", GET): "check_ins:read",
    # analytics
    ("analytics_api:team_of", GET): "facts:read",
    ("analytics_api:team_facts", GET): "facts:read",
    ("analytics_api:people", GET): "check_ins:read",  # moods one by one were promised under check-ins
    ("analytics_api:weeks_of", GET): "check_ins:read",
}
