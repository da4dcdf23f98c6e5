"""The one application of Django's that has tables."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """Tables and their words."""

    name = "perpupil.web.store"
    label = "store"
