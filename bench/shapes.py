"""The DAGs that all tools are given: names of steps, each with those it waits for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Dag = dict[str, tuple[str, ...]]


def independent(count: int) -> Dag:
    """Steps that wait for nothing."""
    return {f"s{number}": () for number in range(count)}


def chain(count: int) -> Dag:
    """Each step waits for the one before it."""
    return {f"s{n}": (f"s{n - 1}",) if n else () for n in range(count)}


def layers(count: int, width: int) -> Dag:
    """Layers of so many steps, each of which waits for three of the layer before."""
    dag: Dag = {}
    for layer in range(count):
        for place in range(width):
            before = sorted({(place + shift) % width for shift in (0, 1, 7)})
            dag[f"s{layer}x{place}"] = (
                tuple(f"s{layer - 1}x{each}" for each in before) if layer else ()
            )
    return dag


@dataclass(frozen=True)
class Shape:
    """A DAG with its name, how many steps at once, and how many rounds of it are enough."""

    name: str
    dag: Callable[[], Dag]
    jobs: int
    rounds: int


SHAPES = (
    Shape("one step", lambda: independent(1), 2, 11),
    Shape("chain of 200", lambda: chain(200), 2, 7),
    Shape("1,000 independent", lambda: independent(1000), 2, 7),
    Shape("20 layers of 50", lambda: layers(20, 50), 2, 7),
    Shape("1,000 independent, 8 at once", lambda: independent(1000), 8, 5),
    Shape("10,000 independent", lambda: independent(10_000), 2, 3),
)
QUICK = (
    Shape("one step", lambda: independent(1), 2, 3),
    Shape("chain of 50", lambda: chain(50), 2, 3),
    Shape("300 independent", lambda: independent(300), 2, 3),
    Shape("5 layers of 20", lambda: layers(5, 20), 2, 3),
)
