"""The application as a server of web pages takes it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "perpupil.web.settings")
application = get_wsgi_application()
