"""What happened, for those who ask later."""

from django.db import models
from django.db.models import F, Q

from perfhub.kernel.inventory import AUDIT, TECHNICAL
from perfhub.kernel.tenancy import CurrentTransaction, TenantModel

from .employees import Employee


class AuditEntry(TenantModel):
    """Somebody did, saw or was refused something. Ids only, never a name or a text; inserted, never changed.

    `by` acted, in the name of `acting_for` where somebody stood in; `employee` is whose record it is. Where an operator
    looked in, `support` is the visit, `acting_for` as whom, and `by` nobody. `transaction` says which rows were
    committed together with which: by it they are sealed.
    """

    inventory = {AUDIT: "at act by acting_for employee object_type object_id job transaction support"}

    privileges = ("SELECT", "INSERT")

    at = models.DateTimeField()
    act = models.CharField(max_length=60)
    by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+", db_index=False)
    acting_for = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+", db_index=False)
    employee = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+", db_index=False)
    object_type = models.CharField(max_length=40, blank=True)
    object_id = models.BigIntegerField(null=True)
    job = models.BigIntegerField(null=True)
    support = models.ForeignKey("people.SupportVisit", models.PROTECT, null=True, related_name="+", db_index=False)
    transaction = models.BigIntegerField(db_default=CurrentTransaction(), editable=False)

    class Meta(TenantModel.Meta):
        # Newest first, each list with its own way in: page 1,000 is as near as page 1.
        indexes = [
            models.Index(fields=["organization", "-at", "-id"], name="audit_newest"),
            models.Index(fields=["organization", "employee", "-at", "-id"], name="audit_of_an_employee"),
            models.Index(fields=["organization", "by", "-at", "-id"], name="audit_by_an_employee"),
            models.Index(fields=["organization", "act", "-at", "-id"], name="audit_of_an_act"),
            models.Index(fields=["organization", "transaction", "id"], name="audit_by_transaction"),
        ]


class AuditSeal(TenantModel):
    """The entries of all transactions of a span, chained to the seal before: none can be changed unseen.

    The span is `first_transaction <= transaction < before_transaction`, of entries with keys above `keys_above` (a
    database restored elsewhere counts its transactions anew). `keys` are the entries' keys, eight bytes each, and
    `marks` sixteen bytes of each one's hash, so that the first bad one can be named.
    """

    inventory = {
        AUDIT: "number form sealed_at first_transaction before_transaction keys_above greatest_key keys marks digest"
    }

    privileges = ("SELECT", "INSERT")

    number = models.PositiveIntegerField()
    form = models.PositiveSmallIntegerField()  # how an entry is written down before it is hashed
    sealed_at = models.DateTimeField()
    first_transaction = models.BigIntegerField()
    before_transaction = models.BigIntegerField()
    keys_above = models.BigIntegerField()
    greatest_key = models.BigIntegerField()
    keys = models.BinaryField()
    marks = models.BinaryField()
    digest = models.CharField(max_length=64)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="audit_seal_one_chain"),
            models.CheckConstraint(
                condition=Q(first_transaction__lt=F("before_transaction")), name="audit_seal_spans_something"
            ),
        ]


class Touched(TenantModel):
    """The facts of this employee's week are out of date: something in it has changed."""

    inventory = {TECHNICAL.kept_for("days"): "employee week_start"}

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="+")
    week_start = models.DateField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "employee", "week_start"], name="touched_once"),
        ]
