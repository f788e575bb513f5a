"""Every word shown is marked for translation: a pseudo-language wraps what is, and every page is read for the rest."""

from django.utils import translation

from .speaking import pseudo, unmarked
from .walk import each_part
from .walk import walked as walked


@each_part
def test_every_word_on_every_page_is_marked_for_translation(walked):
    assert not walked.found["words"], "\n".join(walked.found["words"])


def test_an_unmarked_word_is_found():
    with pseudo():
        shown = translation.gettext("Team")
    assert unmarked(f"<p>{shown}</p><p>Ada</p><img alt='⟦of ⟦all⟧⟧'>", ["Ada"]) == []
    assert unmarked(f"<p>{shown} members</p>", []) == ["<p> 'members'"]
    assert unmarked("<button title='Close'>⟦x⟧</button>", []) == ["<button title> 'Close'"]
    assert unmarked("<p>⟦a sentence</p>", []) != []
