"""The grades of a school system, from the youngest to the oldest."""

GRADES = ("PK", "K", *map(str, range(1, 13)))
