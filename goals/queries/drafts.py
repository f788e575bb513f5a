"""Under which keys what is typed and not sent is kept."""


def update_draft(pk: int) -> str:
    return f"goal-update:{pk}"


def goal_draft(pk: int | None) -> str:
    return f"goal:{pk or 'new'}"
