"""What a user chooses for all organizations."""

from ..models import User


def choose_settings(user: User, *, language: str, theme: str) -> User:
    """Language and theme belong to the sign-in, not to one organization."""
    user.language, user.theme = language, theme
    user.save(update_fields=["language", "theme"])
    return user
