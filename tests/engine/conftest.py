import pytest
from engine_case import NOW
from engine_models import FILES

from mediation import clock
from mediation.engine import load_bundle


@pytest.fixture(autouse=True)
def new_year():
    with clock.set_to(NOW):
        yield NOW


@pytest.fixture(scope="session")
def bundle():
    return load_bundle(FILES)
