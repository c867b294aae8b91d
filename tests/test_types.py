from pipelines.types import NOWHERE, Place


def test_a_place_names_its_levels_from_the_top() -> None:
    assert Place("山东省", "聊城市", "东昌府区", None, "371502").names == ("山东省", "聊城市", "东昌府区")


def test_nowhere_is_false() -> None:
    assert not NOWHERE
