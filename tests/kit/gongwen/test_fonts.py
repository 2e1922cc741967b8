"""The fonts that come with the portal, and the folder of licensed ones."""
import pytest
from fontTools.ttLib import TTFont

from housing_portal.kit.gongwen import fonts
from housing_portal.kit.gongwen.fonts import FOLIO_FAMILY, FONT_DIR, Role

GB2312 = {
    bytes([row, cell]).decode("gb2312")
    for row in range(0xB0, 0xF8)
    for cell in range(0xA1, 0xFF)
    if not (row == 0xD7 and cell > 0xF9)
}


@pytest.mark.parametrize("role", Role)
def test_every_role_prints_gb2312_and_the_signs_of_the_office(role: Role) -> None:
    assert len(GB2312) == 6763
    signs = "0123456789ABCxyz〔〕“”——……《》（）％%±～‰㎡①②③—、。，；：★"
    assert fonts.missing([*sorted(GB2312), signs], role) == []


def test_families_are_named_in_their_files() -> None:
    for role in Role:
        for face in fonts.chain(role):
            with TTFont(face.path, lazy=True) as font:
                assert font["name"].getDebugName(1) == face.family
    assert (FONT_DIR / f"{FOLIO_FAMILY.replace(' ', '')}Regular.otf").exists()


def test_reserved_names_are_not_used() -> None:
    for path in FONT_DIR.glob("*.?tf"):
        with TTFont(path, lazy=True) as font:
            names = " ".join(font["name"].getDebugName(number) for number in (1, 4, 6))
        assert not {"LXGW", "霞鹜", "Noto", "Fandol"} & set(names.split())


def test_the_configuration_lists_our_folder_only() -> None:
    text = fonts.fontconfig_file().read_text(encoding="utf-8")
    assert text.count("<dir>") == 1
    assert f"<dir>{FONT_DIR}</dir>" in text
    assert "<include" not in text


def test_licensed_fonts_come_first(tmp_path, monkeypatch) -> None:
    with TTFont(FONT_DIR / "GongwenSongFolioRegular.otf") as font:
        font["name"].setName("SimHei", 1, 3, 1, 0x409)
        font.save(tmp_path / "licensed.otf")
    monkeypatch.setenv("GONGWEN_FONT_DIR", str(tmp_path))
    fonts._licensed.cache_clear()
    try:
        assert fonts.families(Role.HEI) == '"SimHei", "Gongwen Hei", "Gongwen Song"'
        assert fonts.families(Role.FANG) == '"Gongwen FangSong", "Gongwen FangSong Rare", "Gongwen Song"'
    finally:
        fonts._licensed.cache_clear()
