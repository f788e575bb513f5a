from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    """Floor 4: check-ins, and later one-to-ones, feedback, praise, commitments and review cycles."""

    name = "feedback"
