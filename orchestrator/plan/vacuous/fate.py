"""How a piece of a script can end, and how the ends of pieces make one; reads no script."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

ONLY_SAYS = "only prints what it is told to"
ONLY_ASSIGNS = "holds only assignments"
ONLY_COMMENTS = "holds nothing but comments"
SWALLOWS = "swallows the failure of its command"
HIDES = "ends in a filter, which hides the failure before it"
INWARD = "looks at nothing but what is written in it"
PREPARES = "only prepares what could be looked at"
FOR_OTHERS = "prints what others say, however they end"
REGARDLESS = "ends in success whatever happened before"


class Fate(Struct, frozen=True, kw_only=True):
    """What can become of a statement, a list of them or a whole script.

    `well` and `badly` are whether it can end so. `counted` is whether a failure of it ends a
    script that stops at failures, `quits` whether it may end the script with a failure by
    itself, `leaves` whether it certainly ends the script. `reason` finishes "it …" and says why
    it cannot fail; `sure` is whether its end, exit code included, is known beforehand; `shows`
    whether it prints what is not known beforehand; `lost` whether a failure in it goes unseen;
    `tells` are own words that it prints even where something in it fails.
    """

    well: bool = True
    badly: bool = True
    counted: bool = True
    quits: bool = False
    leaves: bool = False
    sure: bool = True
    shows: bool = False
    lost: bool = False
    tells: tuple[str, ...] = ()
    reason: str = ""

    @property
    def can_fail(self) -> bool:
        """Whether a script that does it may fail by it."""
        return self.badly or self.quits


MAY_FAIL = Fate(sure=False, shows=True)
FAILS = Fate(well=False, reason="always fails")
QUITS = Fate(well=False, quits=True, leaves=True, reason="always fails")
NOTHING = Fate(badly=False, counted=False)
# A bare `exit`: with the end of whatever came before it.
KEEPS = Fate(badly=False, counted=False, leaves=True, reason="ends as what came before it")


def succeeds(reason: str, *, leaves: bool = False, shows: bool = False, lost: bool = False) -> Fate:
    """The end of what cannot fail."""
    return Fate(badly=False, counted=False, leaves=leaves, shows=shows, lost=lost, reason=reason)


def both(first: Fate, second: Fate) -> Fate:
    """`first && second`."""
    return Fate(
        well=first.well and second.well,
        badly=first.badly or (first.well and second.badly),
        counted=first.well and second.counted,
        quits=first.quits or (first.well and second.quits),
        leaves=first.leaves or (not first.badly and second.leaves),
        sure=first.sure and second.sure,
        shows=first.shows or (first.well and second.shows),
        lost=first.lost or second.lost,
        tells=first.tells + (() if first.badly else second.tells),
        reason=second.reason or first.reason,
    )


def either(first: Fate, second: Fate) -> Fate:
    """`first || second`."""
    if second is KEEPS:
        second = QUITS
    swallows = first.badly and first.well and not second.badly
    return Fate(
        well=first.well or (first.badly and second.well),
        badly=first.badly and second.badly,
        counted=first.badly and second.counted,
        quits=first.quits or (first.badly and second.quits),
        leaves=first.leaves or (not first.well and second.leaves),
        sure=first.sure and second.sure,
        shows=first.shows or (first.badly and second.shows),
        lost=swallows or first.lost or second.lost,
        tells=first.tells + second.tells,
        reason=SWALLOWS if swallows else first.reason or second.reason,
    )


def one_of(fates: list[Fate]) -> Fate:
    """One of several branches, and nobody knows which."""
    return Fate(
        well=any(fate.well for fate in fates),
        badly=any(fate.badly for fate in fates),
        counted=any(fate.counted for fate in fates),
        quits=any(fate.quits for fate in fates),
        leaves=all(fate.leaves for fate in fates),
        sure=len(fates) == 1 and fates[0].sure,
        shows=any(fate.shows for fate in fates),
        lost=any(fate.lost for fate in fates),
        tells=fates[0].tells if len(fates) == 1 else (),
        reason=next((fate.reason for fate in fates if fate.reason), ""),
    )


def negated(fate: Fate) -> Fate:
    """`! command`, whose failure never ends a script."""
    reason = fate.reason if fate.well and fate.badly else "is always true"
    return replace(fate, well=fate.badly, badly=fate.well, counted=False, reason=reason)


def enclosed(fate: Fate) -> Fate:
    """What ran in a shell of its own: leaving that leaves nothing else."""
    badly = fate.badly or fate.quits
    return replace(fate, badly=badly, counted=badly, quits=False, leaves=False)


class Sequence:
    """Statements one after the other; whether a failure stops them is said for each."""

    def __init__(self) -> None:
        self._parts: list[Fate] = []
        self._last = NOTHING
        self._quits = self._lost = self._leaves = False
        self._reached = self._sure = True

    def add(self, fate: Fate, *, stops: bool) -> bool:
        """Add the next statement; False when nothing after it is ever reached."""
        if fate is KEEPS:
            fate = replace(self._last, leaves=True)
        elif self._last.badly:
            self._lost = True
        self._last = fate
        self._sure = self._sure and fate.sure
        self._parts.append(fate)
        self._quits = self._quits or fate.quits or (stops and fate.badly and fate.counted)
        fatal = stops and fate.counted and not fate.well
        self._leaves = fate.leaves
        self._reached = not (fate.leaves or fatal)
        return self._reached

    def fate(self) -> Fate:
        """The end of them all."""
        lost = self._lost and not self._quits
        # What hides a failure says more than what could not fail anyway.
        parts = sorted(self._parts, key=lambda part: not part.lost)
        reason = next(filter(None, (part.reason for part in parts)), "")
        return Fate(
            well=self._last.well,
            badly=self._last.badly,
            counted=self._last.counted,
            quits=self._quits,
            leaves=self._leaves,
            sure=self._sure,
            shows=any(part.shows for part in parts),
            lost=lost or any(part.lost for part in parts),
            tells=tuple(text for part in self._parts for text in part.tells),
            reason=REGARDLESS if lost and not self._last.badly else reason,
        )
