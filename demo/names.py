"""Generated names. First names are common ones; family names are put together from syllables, so that they are nobody's in particular."""

from __future__ import annotations

from random import Random


def _words(text: str) -> list[str]:
    return text.split()


_FIRST = _words(
    "Ada Alma Amir Ana Andre Anya Aria Asher Beatriz Ben Bianca Caleb Camila Carlos Chloe Clara Dalia Daniel Darius Diego Elena Eli Elise Emil "
    "Emma Esme Ethan Eva Farah Felix Finn Freya Gabriel Gia Grace Hana Hassan Hazel Henry Hugo Ian Ibrahim Ines Iris Isaac Ivy Jada Jamal Jasper "
    "Joel Jonah Josie Julia Kai Kamal Kara Keiko Kofi Lara Laila Leo Liam Lina Lucas Luz Maia Malik Mara Marco Mateo Maya Mei Mila Milo Mina Musa "
    "Nadia Naomi Nia Nico Nina Noah Nora Omar Oscar Owen Paloma Pedro Petra Quinn Rafael Rania Reza Rosa Ruby Sami Sana Selma Simon Sofia Tariq "
    "Tessa Theo Thuy Tomas Uma Vera Victor Wren Xavi Yara Yusuf Zara Zeke Zoe"
)
_BEGINNINGS = _words(
    "Al Bar Bel Bran Cal Cor Dal Dun El Far Gar Gil Hal Har Kel Kor Lan Lor Mal Mar Nor Oak Pel Quin Ral Ros Sal Tar Thel Ul Var Wel Yar Zan"
)
_MIDDLES = _words("a an ba be da de en er go in ka la li lo ma mi na no or ra ri sa ta te vi")
_ENDINGS = _words(
    "bec bourne dahl field gren hart kov lund mark mere nell quist ridge rosa sen shaw stad ton vale vane ward well wick wyn zek"
)


def first_name(random: Random) -> str:
    """Draw a first name."""
    return random.choice(_FIRST)


def last_name(random: Random) -> str:
    """Make up a family name."""
    return random.choice(_BEGINNINGS) + random.choice(_MIDDLES) + random.choice(_ENDINGS)


def full_name(random: Random) -> str:
    """Make up a whole name."""
    return f"{first_name(random)} {last_name(random)}"
