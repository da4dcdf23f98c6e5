"""PerPupil: what each school gets for the students it serves, exact to the cent."""

__version__ = "0.1.0"
