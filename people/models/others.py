"""The inventory of tables that libraries bring, for the app that needs them."""

from perfhub.kernel.inventory import CONTACT, PUBLIC, SECRET, TECHNICAL, describe


def describe_others() -> None:
    describe("account.EmailAddress", {CONTACT: "email", TECHNICAL: "user verified primary"})
    describe("account.EmailConfirmation", {SECRET.kept_for("days"): "key", TECHNICAL: "email_address created sent"})
    describe("sessions.Session", {SECRET.kept_for("days"): "session_key session_data", TECHNICAL: "expire_date"})
    describe("contenttypes.ContentType", {PUBLIC: "app_label model"})
    describe("auth.Permission", {PUBLIC: "name content_type codename"})
    describe("auth.Group", {PUBLIC: "name permissions"})
