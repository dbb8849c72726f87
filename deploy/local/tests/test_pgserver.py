import subprocess
from pathlib import Path

from hirewire_local.pgserver import find_installation, trees


def test_all_that_the_programs_load_is_opened_for_their_account(tmp_path: Path) -> None:
    programs = find_installation(tmp_path).programs
    listed = subprocess.run(
        ["ldd", programs / "postgres", programs / "initdb"],
        capture_output=True,
        text=True,
        check=True,
    )
    words = (Path(word).resolve() for word in listed.stdout.split() if word.startswith("/"))
    packaged = {path for path in words if "site-packages" in path.parts}
    assert any("libpq" in path.name for path in packaged)
    for path in packaged:
        assert any(path.is_relative_to(tree.resolve()) for tree in trees(programs)), path
