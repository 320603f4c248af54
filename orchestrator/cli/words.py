"""The words of a command line that give certain values; the other way round of `parameters`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from orchestrator.cli.parameters import Parameter


def words_of(given: Sequence[Parameter], values: Mapping[str, object]) -> list[str]:
    """Words that `values_of` reads as these values; what has no value keeps its default.

    Only values whose text is read as themselves can be given: texts, numbers, paths, flags.
    """
    named = [each for each in given if each.spellings and each.name in values]
    options = [word for each in named for word in _option(each, values[each.name])]
    arguments = [
        str(word)
        for each in given
        if not each.spellings and each.name in values
        for word in _many(values[each.name])
    ]
    return [*options, "--", *arguments] if arguments else options


def _option(parameter: Parameter, value: object) -> Iterator[str]:
    if value == parameter.default:
        return
    if not parameter.value:
        yield parameter.spellings[-1] if value else parameter.off[-1]
        return
    for each in _many(value):
        yield f"{parameter.spellings[-1]}={each}"


def _many(value: object) -> Sequence[object]:
    if value is None:
        return ()
    return value if isinstance(value, list) else (value,)
