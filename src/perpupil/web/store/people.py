"""People, and what each of them is in the district or at a school."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models


class People(BaseUserManager["Person"]):
    """Everybody who can sign in."""

    def get_by_natural_key(self, username: str | None) -> Person:
        """Find a person by e-mail address, whatever its capitals."""
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """Somebody who can sign in; never removed, because events name them."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=2, default="en")
    is_active = models.BooleanField(default=True)
    is_made_up = models.BooleanField(default=False)
    """A person of the demo: can be entered without a password there, and nowhere else."""

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[People] = People()

    class Meta:
        db_table = "person"
        ordering: ClassVar[list[str]] = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class Holding(models.Model):
    """A role that a person holds: in the whole district, or at one school."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="holdings")
    role = models.CharField(max_length=40)
    unit = models.CharField(max_length=60, blank=True)
    """The id of a school; blank for the district."""
    begins = models.DateField()
    ends = models.DateField(null=True, blank=True)
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "holding"
        ordering: ClassVar[list[str]] = ["role", "unit", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["person", "role", "unit"], condition=models.Q(ends=None), name="one_holding_at_a_time"
            )
        ]
