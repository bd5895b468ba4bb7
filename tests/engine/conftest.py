from datetime import datetime

import pytest
from engine_models import FILES

from mediation import clock
from mediation.engine import load_bundle

NOW = datetime(2026, 1, 1, 9, tzinfo=clock.SHANGHAI)


@pytest.fixture(autouse=True)
def new_year():
    with clock.set_to(NOW):
        yield NOW


@pytest.fixture(scope="session")
def bundle():
    return load_bundle(FILES)
