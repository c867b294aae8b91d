import pickle

from pipelines.types import NOWHERE, CleanPage, Notes, Place


def test_a_place_names_its_levels_from_the_top() -> None:
    assert Place("山东省", "聊城市", "东昌府区", None, "371502").names == ("山东省", "聊城市", "东昌府区")


def test_nowhere_is_false() -> None:
    assert not NOWHERE


def test_a_page_is_a_value_that_can_be_sent_to_other_processes() -> None:
    page = CleanPage(verdict="article", basis=Notes({"title": "h1"}))
    assert pickle.loads(pickle.dumps(page)) == page
    assert hash(page) == hash(pickle.loads(pickle.dumps(page)))
