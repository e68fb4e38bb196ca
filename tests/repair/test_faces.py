import pytest

from generator.repair.text.faces import (
    BY_CODE,
    BY_UNICODE,
    constant,
    faces_named,
    gb2312_by_code,
    gb2312_by_unicode,
    yahei,
)


def test_yahei_packs_its_frequent_characters() -> None:
    face = yahei()
    assert (face.gid("丁"), face.gid("七"), face.gid("龟")) == (1027, 1028, 3067)
    assert face.neighbours("不") == ("下", "与")
    assert [face.character(gid) for gid in (1026, 1033, 3068, 9650)] == [None, "不", None, "一"]
    assert len(face.gids) == 20_902


def test_yahei_bold_is_a_face_of_its_own() -> None:
    face = yahei(bold=True)
    assert (face.gid("七"), face.gid("龟"), face.gid("丁")) == (1027, 3018, 9602)
    assert len(face.gids) == 20_902
    assert (yahei().neighbours("性"), face.neighbours("性")) == (("急", "怨"), ("怦", "怨"))


def test_gb2312_sets() -> None:
    by_unicode, by_code = gb2312_by_unicode(694), gb2312_by_code(780)
    assert len(by_unicode.gids) == len(by_code.gids) == 6763
    assert by_unicode.neighbours("不") == ("丌", "与")
    assert by_code.neighbours("致") == ("至", "置")
    assert by_code.gid("啊") == 780
    assert by_code.neighbours("亍") == ("座", "丌")


FACES = (yahei(), yahei(bold=True), *map(gb2312_by_unicode, BY_UNICODE), *map(gb2312_by_code, BY_CODE))


@pytest.mark.parametrize("face", FACES, ids=lambda face: face.name)
def test_orders_are_one_to_one(face: object) -> None:
    gids, codes = face.gids.tolist(), face.codes.tolist()  # type: ignore[attr-defined]
    assert len(set(gids)) == len(set(codes)) == len(gids)
    assert gids == sorted(gids)
    assert face.can_break  # type: ignore[attr-defined]


def test_a_face_in_step_with_unicode_cannot_break() -> None:
    assert not constant(0x2EAB).can_break


@pytest.mark.parametrize(
    ("name", "face"),
    [
        ("ABCDEF+MicrosoftYaHei", yahei()),
        ("微软雅黑,Bold", yahei(bold=True)),
        ("MicrosoftYaHei-Bold", yahei(bold=True)),
        ("楷体_GB2312", gb2312_by_code(780)),
        ("FZHTK--GB1-0", gb2312_by_unicode(694)),
        ("PingFangSC-Regular", gb2312_by_unicode(1246)),
        ("Microsoft YaHei Light", constant(0x2EAB)),
    ],
)
def test_a_font_s_name_hints_at_its_order(name: str, face: object) -> None:
    assert faces_named(name)[0] is face


def test_other_names_hint_at_nothing() -> None:
    assert faces_named("ABCDEF+Calibri") == faces_named("") == ()
