from sample_files.people import DateStyle

MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
}
NOW = {"en": "present", "de": "heute", "fr": "aujourd'hui"}


def month_text(month: str, style: DateStyle, language: str) -> str:
    """Write `2021-03` in the words of a résumé; a bare year stays as it is."""
    if month == "present":
        return NOW[language]
    if "-" not in month or style == "years":
        return month[:4]
    year, number = month.split("-")
    if style == "numeric":
        return f"{number}/{year}"
    name = MONTHS[language].split()[int(number) - 1]
    return f"{name[:3] if style == 'short' else name} {year}"


def range_text(start: str, end: str, style: DateStyle, language: str) -> str:
    stated = [month_text(month, style, language) for month in (start, end) if month]
    return " \N{EN DASH} ".join(stated)


def stated_month(month: str, style: DateStyle) -> str | None:
    """Return what a reader of the file can know: `2021-03`, `2021`, or None."""
    if month in {"", "present"}:
        return None
    return month[:4] if style == "years" else month
