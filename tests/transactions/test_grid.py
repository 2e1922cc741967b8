"""The drawing of a building."""
from transactions.grid import Block, blocks_of
from transactions.models import Room
from transactions.rooms import Card, Layers


def card(number: str, floor: int, section: str = "1", place: int = 1, label: str = "") -> Card:
    room = Room(number=number, floor=floor, section=section, place=place, floor_label=label or str(floor))
    return Card(room, Layers())


def drawn(block: Block) -> list[tuple[str, list[list[str]]]]:
    """Return label and room numbers of every line, "" for a gap."""
    return [
        (line.label, [[place.room.number if place else "" for place in group] for group in line.groups])
        for line in block.lines
    ]


def test_floors_stand_from_the_top_and_sections_side_by_side() -> None:
    cards = [card("101", 1), card("102", 1, place=2), card("201", 2), card("202", 2, place=2),
             card("101", 1, "2"), card("201", 2, "2")]
    [block] = blocks_of(cards)
    assert block.sections == [("1", 2), ("2", 1)]
    assert drawn(block) == [("2 层", [["201", "202"], ["201"]]), ("1 层", [["101", "102"], ["101"]])]


def test_gap_stays_where_no_room_is() -> None:
    cards = [card("201", 2), card("202", 2, place=2), card("203", 2, place=3), card("101", 1), card("103", 1, place=3)]
    assert drawn(blocks_of(cards)[0])[-1] == ("1 层", [["101", "", "103"]])


def test_tenth_section_stands_behind_the_second() -> None:
    [block] = blocks_of([card("101", 1, "10"), card("101", 1, "2"), card("101", 1, "1A"), card("101", 1, "1")])
    assert [name for name, _width in block.sections] == ["1", "1A", "2", "10"]


def test_one_long_floor_goes_on_below_instead_of_stretching_the_building() -> None:
    homes = [card(f"{floor}0{n}", floor, place=n) for floor in (2, 3, 4) for n in (1, 2)]
    shops = [card(f"S{n}", 1, place=n) for n in (1, 2, 3)]
    assert drawn(blocks_of([*homes, *shops])[0])[-2:] == [("1 层", [["S1", "S2"]]), ("", [["S3", ""]])]


def test_parking_without_section_is_drawn_apart_in_rows_of_twelve() -> None:
    homes, lots = [card("101", 1)], [card(f"B{n:02}", -1, "", n, "负一") for n in range(1, 15)]
    _homes, garage = blocks_of([*homes, *lots])
    assert garage.sections == [("", 12)]
    assert [(label, len([n for n in group[0] if n])) for label, group in drawn(garage)] == [("负一", 12), ("", 2)]


def test_label_of_a_skipped_floor_says_the_real_one() -> None:
    [block] = blocks_of([card("1501", 14, label="15")])
    assert [(line.label, line.title) for line in block.lines] == [("15 层", "实际第 14 层")]


def test_two_rooms_at_one_place_are_both_drawn() -> None:
    assert drawn(blocks_of([card("101", 1), card("102", 1)])[0]) == [("1 层", [["101", "102"]])]


def test_thirty_three_floors_of_six_in_two_sections() -> None:
    cards = [card(f"{f}{n:02}", f, s, n) for f in range(1, 34) for s in "12" for n in range(1, 7)]
    [block] = blocks_of(cards)
    assert (len(block.lines), block.sections) == (33, [("1", 6), ("2", 6)])


def test_building_without_rooms_has_no_drawing() -> None:
    assert blocks_of([]) == []
