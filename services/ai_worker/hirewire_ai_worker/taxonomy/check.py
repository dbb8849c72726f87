"""What is wrong with a taxonomy, in sentences."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from hirewire_ai_worker.taxonomy.entries import Skill, Title
from hirewire_ai_worker.taxonomy.names import fold, key_of
from hirewire_ai_worker.taxonomy.taxonomy import Taxonomy


def problems_of(taxonomy: Taxonomy, skills: Iterable[Skill]) -> list[str]:
    """Judges the taxonomy and the skills as they were read, doubles included; empty when sound."""
    listed = list(skills)
    return [
        *_double_names(skill.name for skill in listed),
        *_double_keys(listed),
        *_undeclared_forms(listed, taxonomy),
        *_missing_targets(taxonomy),
        *_cycles(taxonomy.skills.by_name),
        *_shared_title_forms(taxonomy.titles.by_name.values()),
    ]


def _double_names(names: Iterable[str]) -> Iterator[str]:
    counts = Counter(fold(name) for name in names)
    return (f"two skills are named {name}" for name, count in counts.items() if count > 1)


def _double_keys(skills: Iterable[Skill]) -> Iterator[str]:
    counts = Counter(key_of(skill.name) for skill in skills)
    return (f"two skills have the key {key}" for key, count in counts.items() if count > 1)


def _undeclared_forms(skills: Iterable[Skill], taxonomy: Taxonomy) -> Iterator[str]:
    owners: dict[str, set[str]] = defaultdict(set)
    for skill in skills:
        for form in (skill.name, *skill.aliases):
            owners[fold(form)].add(skill.name)
    declared = taxonomy.skills.ambiguous
    for form, names in owners.items():
        if len(names) > 1 and form not in declared:
            yield f"{form!r} stands for {sorted(names)} and is not declared ambiguous"
    for form, entry in declared.items():
        if entry.skill not in owners.get(form, set()):
            yield f"the ambiguous form {form!r} is no form of {entry.skill}"


def _missing_targets(taxonomy: Taxonomy) -> Iterator[str]:
    known = taxonomy.skills.by_name
    for skill in known.values():
        for target in (*skill.broader, *skill.related):
            if target not in known:
                yield f"{skill.name} points to {target}, which is no skill"
    for certificate in set(taxonomy.certificates.entries.values()):
        for target in certificate.skills:
            if target not in known:
                yield f"{certificate.name} points to {target}, which is no skill"


def _cycles(skills: Mapping[str, Skill]) -> Iterator[str]:
    """Walks upwards from each skill; a walk that comes back to its start is a cycle."""
    for start in skills:
        seen: set[str] = set()
        waiting = list(skills[start].broader)
        while waiting:
            name = waiting.pop()
            if name == start:
                yield f"{start} is broader than itself"
                break
            if name in skills and name not in seen:
                seen.add(name)
                waiting += skills[name].broader


def _shared_title_forms(titles: Iterable[Title]) -> Iterator[str]:
    owners: dict[str, set[str]] = defaultdict(set)
    for title in titles:
        for form in (title.name, *title.aliases):
            owners[fold(form)].add(title.name)
    return (f"{form!r} is a form of {names}" for form, names in owners.items() if len(names) > 1)
