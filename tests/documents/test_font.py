"""What is known of the font is what the font holds."""

import unicodedata

import pytest

from perpupil.documents.font import FOLDER, MARK, read_font, regular, semibold


def test_both_fonts_show_the_same_characters_and_all_that_districts_write_in_english_and_spanish() -> None:
    assert regular().widths.keys() == semibold().widths.keys()
    wanted = {chr(code) for code in range(0x20, 0x7F)} | set("áéíóúüñÁÉÍÓÚÜÑ¿¡–—“”…•×÷−≤≥≠→←½€£°©®™" + MARK)
    assert wanted <= regular().widths.keys()


def test_figures_are_equally_wide_and_bold_letters_are_wider() -> None:
    for font in (regular(), semibold()):
        assert len({font.widths[digit] for digit in "0123456789"}) == 1
        assert font.width("WWW") > font.width("iii") > 0
    assert semibold().width("Schools") > regular().width("Schools")


def test_what_the_font_does_not_have_is_marked() -> None:
    assert regular().showable("Oak 學校 🏫 ñ") == f"Oak {MARK}{MARK} {MARK} ñ"
    assert regular().showable("plain") == "plain"


def test_no_control_character_is_taken_for_one_that_is_shown() -> None:
    assert {unicodedata.category(one) for one in regular().widths} & {"Cc", "Cs", "Cn"} == set()


def test_a_font_without_a_table_of_characters_is_a_mistake_of_the_programmer() -> None:
    content = (FOLDER / "SourceSans3-Regular.otf").read_bytes()
    at = int.from_bytes(content[content.index(b"cmap") + 8 :][:4])
    with pytest.raises(ValueError, match="characters"):
        read_font(content[:at] + b"\x00\x00\x00\x00" + content[at + 4 :])
