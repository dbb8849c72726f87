"""Hard filters as requirements beside the score: judged, shown, and never added up."""

from hirewire_contracts.matching import Filters

from hirewire_matching.profiles.folding import keys_of
from hirewire_matching.profiles.kinship import skill_keys
from hirewire_matching.profiles.places import locate
from hirewire_matching.profiles.vocabulary import language_code
from hirewire_matching.ranking import Requirement


def asked_by(filters: Filters) -> tuple[Requirement, ...]:
    """One row per skill, language and certificate, all of which count; any location will do."""
    years = filters.min_years_of_experience
    spots = [spot for spot in map(locate, filters.locations) if spot]
    places = tuple(dict.fromkeys(spot.key for spot in spots))
    where = " or ".join(spot.name for spot in spots)
    return (
        *(Requirement("skill", name, skill_keys(name)) for name in filters.skills),
        *(Requirement("language", name, (language_code(name),)) for name in filters.languages),
        *(Requirement("certificate", name, keys_of(name, None)) for name in filters.certificates),
        *([Requirement("location", where, places)] if places else []),
        *([] if years is None else [Requirement("experience", f"{years:g} years", bound=years)]),
    )
