"""Accounts of this machine, and what they may reach."""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Self

_SEARCH = stat.S_IXOTH
_READ = stat.S_IROTH


@dataclass(frozen=True, slots=True)
class Account:
    """Whom a program runs as."""

    uid: int
    gid: int

    @classmethod
    def current(cls) -> Self:
        return cls(os.getuid(), os.getgid())

    @classmethod
    def named(cls, name: str) -> Self:
        entry = pwd.getpwnam(name)
        return cls(entry.pw_uid, entry.pw_gid)

    def own(self, path: Path) -> None:
        """Hand one file or folder over."""
        os.chown(path, self.uid, self.gid)

    def let_through(self, folder: Path) -> None:
        """Allow it, if it is not our own account, to pass (not list) one folder."""
        if self != self.current():
            folder.chmod(folder.stat().st_mode | _SEARCH)


def open_way(path: Path) -> list[Path]:
    """Let every account pass (not list) the folders above ``path``; those that had to change."""
    closed = [folder for folder in path.resolve().parents if not folder.stat().st_mode & _SEARCH]
    for folder in closed:
        folder.chmod(folder.stat().st_mode | _SEARCH)
    return closed


def open_tree(root: Path) -> None:
    """Let every account read what lies in ``root`` and run what its owner may run."""
    for path in (root, *root.rglob("*")):
        mode = path.lstat().st_mode
        wanted = _READ | (_SEARCH if mode & stat.S_IXUSR else 0)
        if not stat.S_ISLNK(mode) and mode & wanted != wanted:
            path.chmod(mode | wanted)
