from __future__ import annotations

import pytest

from tests.attentive import hear_signals
from tests.some import all_wanted

hear_signals()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is long, unless all tests are asked for, or the files are named."""
    if all_wanted() or any(".py" in named for named in config.args):
        return
    long = [item for item in items if item.get_closest_marker("long")]
    config.hook.pytest_deselected(items=long)
    items[:] = [item for item in items if not item.get_closest_marker("long")]
