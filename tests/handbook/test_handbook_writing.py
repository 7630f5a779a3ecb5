"""Where the handbook may be written, and what it takes away there: never anything of somebody else's."""

import pytest

from bot.errors import UsageError
from bot.handbook.writing import MARKER, check, write


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_new_folder_is_made_with_those_above_it(tmp_path):
    write(tmp_path / "new" / "site", {"index.html": "one\n"})

    assert names(tmp_path / "new" / "site") == [MARKER, "index.html"]


def test_an_empty_folder_is_filled(tmp_path):
    write(tmp_path, {"index.html": "one\n"})

    assert (tmp_path / "index.html").read_bytes() == b"one\n"


@pytest.mark.parametrize("other", ["thesis.txt", ".hidden", "index.html"])
def test_a_folder_that_holds_other_things_is_refused_and_left_as_it_is(tmp_path, other):
    (tmp_path / other).write_text("mine", encoding="utf-8")

    with pytest.raises(UsageError, match="holds other things; name a new or an empty folder"):
        write(tmp_path, {"index.html": "one"})

    assert names(tmp_path) == [other]
    assert (tmp_path / other).read_text(encoding="utf-8") == "mine"


def test_a_file_is_no_folder(tmp_path):
    file = tmp_path / "file"
    file.write_text("mine", encoding="utf-8")

    with pytest.raises(UsageError, match="is no folder; name a new one"):
        check(file)


def test_an_earlier_handbook_is_replaced_and_its_old_pages_go(tmp_path):
    write(tmp_path, {"index.html": "one", "rule-H1.html": "one"})
    write(tmp_path, {"index.html": "two", "rule-H2.html": "two"})

    assert names(tmp_path) == [MARKER, "index.html", "rule-H2.html"]
    assert (tmp_path / "index.html").read_text(encoding="utf-8") == "two"


def test_what_somebody_put_beside_the_handbook_stays(tmp_path):
    write(tmp_path, {"index.html": "one"})
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    write(tmp_path, {"index.html": "two"})

    assert names(tmp_path) == [MARKER, "index.html", "notes.txt"]


def test_a_marker_that_somebody_changed_leads_nowhere_else(tmp_path):
    kept = [tmp_path / "kept.html", tmp_path / "kept.txt"]
    for file in kept:
        file.write_text("mine", encoding="utf-8")
    site = tmp_path / "site"
    write(site, {"index.html": "one"})
    (site / "kept.txt").write_text("mine", encoding="utf-8")
    (site / MARKER).write_text(f"../kept.html\n{kept[0]}\nkept.txt\n..\n\nsub/x.html\n", encoding="utf-8")
    write(site, {"index.html": "two"})

    assert all(file.exists() for file in (*kept, site / "kept.txt"))


def test_a_link_in_the_folder_is_replaced_and_not_followed(tmp_path):
    other = tmp_path / "other.txt"
    other.write_text("mine", encoding="utf-8")
    site = tmp_path / "site"
    write(site, {"index.html": "one"})
    (site / "index.html").unlink()
    (site / "index.html").symlink_to(other)
    write(site, {"index.html": "two"})

    assert other.read_text(encoding="utf-8") == "mine"
    assert (site / "index.html").read_text(encoding="utf-8") == "two"


def test_a_run_that_was_stopped_half_way_can_be_repeated(tmp_path):
    (tmp_path / "rule-H9.html").mkdir()  # cannot be replaced by a file
    (tmp_path / MARKER).write_text("", encoding="utf-8")

    with pytest.raises(UsageError, match="cannot be written"):
        write(tmp_path, {"index.html": "one", "rule-H9.html": "one", "rule-I1.html": "one"})
    (tmp_path / "rule-H9.html").rmdir()
    write(tmp_path, {"index.html": "two"})

    assert [name for name in names(tmp_path) if not name.endswith(".new")] == [MARKER, "index.html"]


def test_a_folder_below_a_file_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("mine", encoding="utf-8")

    with pytest.raises(UsageError, match=r"cannot be (written|read)"):
        write(tmp_path / "file" / "site", {"index.html": "one"})
