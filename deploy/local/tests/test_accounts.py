from pathlib import Path

from hirewire_local.accounts import open_tree, open_way


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_the_way_is_opened_for_passing_only(tmp_path: Path) -> None:
    inner = tmp_path / "private" / "inner"
    inner.mkdir(parents=True)
    inner.parent.chmod(0o700)
    assert inner.parent in open_way(inner / "data")
    assert mode(inner.parent) == 0o701
    assert open_way(inner / "data") == []


def test_a_tree_can_be_read_and_its_programs_run(tmp_path: Path) -> None:
    program, text, link = (tmp_path / name for name in ("program", "text", "link"))
    for path, bits in ((program, 0o700), (text, 0o600)):
        path.touch()
        path.chmod(bits)
    link.symlink_to("/nowhere")
    tmp_path.chmod(0o700)
    open_tree(tmp_path)
    assert (mode(tmp_path), mode(program), mode(text)) == (0o705, 0o705, 0o604)
