"""What it does to a case when work changes hands: 转办, 委派, 协办, 抄送. Facts only; who may is `law.handing`."""

from mediation.case.facts import Case, Copy, Entrusted


def entrusted(case: Case, task_key: str) -> Entrusted | None:
    """The delegation that an open task is under."""
    return next((one for one in case.entrusted if one.task_key == task_key), None)


def awaited(case: Case, task_key: str, person: str) -> Entrusted | None:
    """The delegation under which somebody does an open task now and has not given it back yet."""
    found = entrusted(case, task_key)
    return found if found is not None and found.to == person and found.answered is None else None


def entrust(case: Case, given: Entrusted) -> None:
    """Let somebody do a task for its owner; an earlier delegation of it ends."""
    withdraw(case, given.task_key)
    case.entrusted.append(given)
    case.claims[given.task_key] = given.to


def give_back(case: Case, given: Entrusted, at: str) -> None:
    """The task is done for its owner, who has it again."""
    given.answered = at
    case.claims[given.task_key] = given.by


def send_again(case: Case, given: Entrusted) -> None:
    """What came back does not do: who did it has it again, and what they gave back counts no more."""
    given.answered = None
    case.claims[given.task_key] = given.to


def withdraw(case: Case, task_key: str) -> None:
    """End the delegation of a task; whose it is then is for the caller to say."""
    case.entrusted = [one for one in case.entrusted if one.task_key != task_key]


def change_mediator(case: Case, gone: str, comes: str, home: str, *, recused: bool) -> None:
    """Somebody else, of the organisation `home`, mediates in this turn; who handed on never reviews the case, who had
    to step back never has it."""
    episode = case.episode
    if home != episode.org:
        episode.homes[comes] = home
    for seat in (episode.mediators, episode.co_mediators):
        if gone in seat:
            seat[seat.index(gone)] = comes
    episode.mediators = list(dict.fromkeys(episode.mediators))
    episode.co_mediators = [who for who in dict.fromkeys(episode.co_mediators) if who not in episode.mediators]
    if gone not in case.former:
        case.former.append(gone)
    if recused and gone not in episode.recused:
        episode.recused.append(gone)


def copy_of(case: Case, person: str, today: str) -> Copy | None:
    """The copy that somebody may read on a day."""
    return next((one for one in case.copies if one.to == person and one.until >= today), None)


def give_copy(case: Case, copy: Copy) -> None:
    """Let somebody read; an earlier copy of theirs is replaced."""
    take_copy(case, copy.to)
    case.copies.append(copy)


def take_copy(case: Case, person: str) -> None:
    """Nobody reads on that copy any more."""
    case.copies = [one for one in case.copies if one.to != person]


def take_over(case: Case, gone: str, comes: str, home: str, kept: set[str]) -> None:
    """Somebody leaves for good: what of the case was theirs is now another's (of `home`), who may take the keys `kept`.

    Without anybody to take it (`comes` is empty) a claimed task goes back to the committee.
    """
    if gone in [*case.episode.mediators, *case.episode.co_mediators]:
        change_mediator(case, gone, comes, home, recused=False)
        case.untold = True
    if comes and case.confidential_level != "normal" and comes not in case.named:
        case.named.append(comes)
    for given in list(case.entrusted):
        if given.to == gone and given.answered is None:
            withdraw(case, given.task_key)
            case.claims[given.task_key] = given.by
        elif given.by == gone:
            withdraw(case, given.task_key)
            if case.claims.get(given.task_key) == gone or given.to != comes:
                case.claims[given.task_key] = gone
    for key in [key for key, who in case.claims.items() if who == gone]:
        del case.claims[key]
        if comes and key in kept:
            case.claims[key] = comes
    take_copy(case, gone)
