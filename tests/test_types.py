import copy
import pickle

import pytest

from pipelines.types import NOWHERE, CleanPage, Notes, Place, Quarantined, Repair


def test_a_place_names_its_levels_from_the_top() -> None:
    assert Place("山东省", "聊城市", "东昌府区", None, "371502").names == ("山东省", "聊城市", "东昌府区")


def test_nowhere_is_false() -> None:
    assert not NOWHERE


def test_a_page_is_a_value_that_can_be_sent_to_other_processes() -> None:
    page = CleanPage(verdict="article", basis=Notes({"title": "h1"}))
    assert pickle.loads(pickle.dumps(page)) == page
    assert hash(page) == hash(pickle.loads(pickle.dumps(page)))


@pytest.mark.parametrize(
    "value",
    [
        Repair("slip", "??h", "縣", 3, certain=False, probability=0.9, field="title"),
        Quarantined("某某", ("reads like spam",), 0.9, offset=4),
    ],
)
def test_parts_of_a_page_are_sent_whole(value: object) -> None:
    assert pickle.loads(pickle.dumps(value)) == value
    assert copy.copy(value) == value
