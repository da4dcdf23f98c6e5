"""Run the command line: ``python -m perpupil``."""

import sys

from perpupil.cli.main import main

sys.exit(main())
