"""kill -9 under load: no acknowledged submission is lost, none is done twice, no version is skipped."""

import pytest
from chaos import Chaos, settle
from house import House
from sound import all_ailments


@pytest.fixture
def chaos(house, seed):
    """An office that can be killed; whatever happens, no process of it stays."""
    house.office.store.engine.dispose()
    made = Chaos(house.folder, seed)
    yield made
    made.stop.set()
    if made._process is not None and made._process.poll() is None:
        made._process.kill()
        made._process.wait()


def tell(chaos, account):
    told = chaos.promises
    print(
        f"kills {dict(chaos.kills)}: {len(told.done)} acknowledged, {told.replays} replays,"
        f" {len(told.refused)} refused, {told.broken} broken lines; {len(account.lost)} lost,"
        f" {len(account.doubled)} doubled, {len(account.ghosts)} ghosts, {len(account.gaps)} gaps"
    )


def survive(chaos, kills, presses, least_acks):
    chaos.rage(kills, presses)
    house = House.at(chaos.folder)
    account = settle(house, chaos.promises)
    tell(chaos, account)
    assert (account.lost, account.doubled, account.ghosts, account.gaps) == ([], [], [], [])
    assert set(chaos.promises.refused.values()) <= {"TaskNotOpen"}
    assert all_ailments(house) == {}
    assert len(chaos.promises.done) >= least_acks
    assert chaos.promises.replays >= kills // 4, "too few presses were cut off between commit and answer"
    house.office.store.engine.dispose()


def test_ten_kills_lose_nothing_and_double_nothing(chaos):
    survive(chaos, kills=10, presses=40, least_acks=100)


@pytest.mark.slow
def test_two_hundred_kills_lose_nothing_and_double_nothing(chaos):
    survive(chaos, kills=200, presses=60, least_acks=4000)


@pytest.mark.slow
def test_control_an_office_that_answers_before_it_commits_loses_what_it_promised(chaos):
    chaos.broken = "ack_first"
    chaos.rage(kills=2, presses=25)
    house = House.at(chaos.folder)
    account = settle(house, chaos.promises)
    tell(chaos, account)
    assert account.lost
    house.office.store.engine.dispose()


@pytest.mark.slow
def test_control_an_office_that_forgets_its_answers_registers_twice_or_denies_what_it_did(chaos):
    chaos.broken, chaos.ways = "no_receipts", ("after_commit",)
    chaos.rage(kills=2, presses=15)
    house = House.at(chaos.folder)
    account = settle(house, chaos.promises)
    tell(chaos, account)
    assert account.doubled or account.ghosts
    house.office.store.engine.dispose()
