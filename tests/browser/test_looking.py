"""What the watched browser says of a page is said of one where it is so, and not of one where it is not."""

from .looking import CROWDED

CHIP = "<p style='width: 80px; display: flex; white-space: nowrap'><span class='ph-chip'>improvement plan</span></p>"
LETTERS = "<div style='width: 12px; overflow-wrap: anywhere'><b>Knowing what is expected</b></div>"


def test_letters_under_one_another_and_chips_over_their_neighbours_are_found(page):
    page.set_content(f"{CHIP}{LETTERS}")
    assert page.evaluate(CROWDED) == ["no room for Knowing what is expected", "lies over improvement plan"]
    page.set_content(f"{CHIP}{LETTERS}".replace("80px", "200px").replace("12px", "200px"))
    assert page.evaluate(CROWDED) == []
