from __future__ import annotations

from tests.attentive import hear_signals

hear_signals()
