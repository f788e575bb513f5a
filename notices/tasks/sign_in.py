"""Letters about sign-ins. They are of no organization; the floor below writes them, here they are sent."""

import logging
from smtplib import SMTPException

from celery import shared_task
from django.core.mail import EmailMessage

from people import queries, rules
from people.rules.letters import password_link
from people.rules.recovery import recovery_link
from perfhub.kernel import clock
from perfhub.kernel.tasks import Queue, TickTask

logger = logging.getLogger(__name__)
LINKS = {"new_password": password_link, "recovery": recovery_link}  # made when the letter is, so that none lies about


@shared_task(base=TickTask, queue=Queue.MAIL)
def send_letters() -> None:
    """Letters about sign-ins that are due; one that the mail server does not take is tried again later."""
    while (letter := rules.take_letter(at=clock.now())) is not None:
        user = rules.recipient_of(letter)
        if user is not None and user.email:
            link = LINKS[letter.kind](user) if letter.kind in LINKS else ""
            subject, text = queries.letter_words(letter, user, link=link)
            try:
                EmailMessage(subject, text, to=[user.email]).send()
            except (OSError, SMTPException) as refused:
                logger.warning("a letter about a sign-in waits: %s", type(refused).__name__)
                continue
        rules.drop_letter(letter)
