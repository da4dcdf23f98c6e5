"""The demo district: Calder Falls Public Schools, a made-up district of sixty schools, and its messy twin.

One definition, written out as the files that a district would export. `python -m demo FOLDER` writes them; the README
says what is in them and what was chosen where nothing was given.
"""
