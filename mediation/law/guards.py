"""The statutory guards G1…G27 and the office's own, as one table: which holds for which task, in the order they speak.

No diagram can get round them: services ask here before the engine takes a step.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from mediation.case.facts import Case
from mediation.case.step import Step
from mediation.errors import GuardRefused
from mediation.law import guards_agreement as agreement
from mediation.law import guards_closing as closing
from mediation.law import guards_ending as ending
from mediation.law import guards_gates as gates
from mediation.law import guards_intake as intake
from mediation.law import guards_ladder as ladder
from mediation.law import guards_risk as risk
from mediation.law import guards_steps as steps
from mediation.law.codes import AGREEMENTS, TALKS, TASKS
from mediation.law.events import NOTED

Guard = Callable[[Case, Step], None]

# Guards that are not a question about one step: where they hold instead.
ELSEWHERE = {
    "G20": "一案只补一次:补贴批次按案件唯一(补贴办理处)",
    "G22": "计时只用服务器时间:clock 与提交服务,离线草稿的时间不作数",
    "G25": "满意度不设默认值:表单定义检查,满意度字段不得有默认选项",
    "G26": "导出掩码由角色决定:导出服务",
}

_MEDIATING = (*TALKS, *AGREEMENTS)
_WRITTEN = ("A_written", "A_amend")


class Rule(NamedTuple):
    """One guard and the tasks it holds for; no tasks: every one."""

    name: str
    guard: Guard
    tasks: tuple[str, ...] = ()


RULES: tuple[Rule, ...] = (
    Rule("G23", gates.archived_is_closed),
    Rule("G27", gates.no_fees),
    Rule("G2", gates.refusal_ends_mediation),
    Rule("G4", gates.violence_is_not_mediated, ("T_consent", "T_assign", *_MEDIATING)),
    Rule("G3", gates.red_is_reported, ("T_consent", *TALKS)),
    Rule("G1", gates.consent_first, (*TALKS, "A_oral", "A_written")),
    Rule("whistle", gates.whistle_is_answered, TALKS),
    Rule("G21", steps.recusal_comes_first, (*TALKS, "A_oral", "A_written")),
    Rule("assign", steps.parties_know_who_mediates, (*TALKS, "A_oral", "A_written", "A_amend")),
    Rule("ladder", ladder.upper_is_awaited, ("T_assign", *TALKS, "A_oral", "A_written")),
    Rule("cooling", gates.cooling_is_kept, ("S2_lay_talk", "S3_mediate_yield")),
    Rule("G15", intake.apply_time_is_kept, ("T_register",)),
    Rule("G17", intake.letter_is_named, ("T_register",)),
    Rule("grid", intake.grid_worker_only_finds, ("T_register",)),
    Rule("parties", intake.sides_are_named, ("T_register",)),
    Rule("G10", intake.minors_have_guardians, ("T_register",)),
    Rule("G4", intake.violence_is_an_emergency, ("T_screen",)),
    Rule("G17", intake.excluded_is_not_accepted, ("T_screen",)),
    Rule("G17", intake.accepted_is_fit, ("T_screen",)),
    Rule("G13", intake.status_quo_is_announced, ("T_screen",)),
    Rule("color", risk.color_is_not_talked_down, ("T_screen", "E_report", "S1_read_calm")),
    Rule("G5", intake.rejection_is_told, ("T_reject_notice",)),
    Rule("G1", gates.parties_known, ("T_consent",)),
    Rule("G1", intake.everyone_is_asked, ("T_consent",)),
    Rule("G1", intake.consent_is_informed, ("T_consent",)),
    Rule("assign", steps.mediators_are_named, ("T_assign",)),
    Rule("G21", steps.recusal_changes_presider, ("T_assign",)),
    Rule("invited", steps.guests_are_agreed, ("T_assign",)),
    Rule("rights", steps.rights_are_read, ("S1_read_calm",)),
    Rule("color", risk.weapon_is_red, ("S1_read_calm",)),
    Rule("mode", gates.face_to_face_is_safe, ("S1_read_calm",)),
    Rule("G10", steps.guardian_is_there, ("S1_read_calm",)),
    Rule("absent", steps.absent_is_not_decided_over, ("S2_lay_talk",)),
    Rule("ladder", ladder.somebody_is_above, ("S2_lay_talk", "S3_mediate_yield")),
    Rule("rounds", steps.rounds_are_limited, ("S2_lay_talk", "S3_mediate_yield")),
    Rule("outcome", steps.outcome_adds_up, ("S3_mediate_yield",)),
    Rule("clauses", agreement.nothing_unlawful, ("S3_mediate_yield", *AGREEMENTS)),
    Rule("oral", agreement.oral_is_small, ("A_oral",)),
    Rule("oral", agreement.oral_is_recorded, ("A_oral",)),
    Rule("G6", agreement.change_is_agreed, ("A_amend",)),
    Rule("G6", agreement.everyone_signed, _WRITTEN),
    Rule("G10", agreement.guardian_signed, _WRITTEN),
    Rule("G6", agreement.mediator_signed, _WRITTEN),
    Rule("G7", agreement.sealed_by_committee, AGREEMENTS),
    Rule("joint", agreement.joint_committees_seal, AGREEMENTS),
    Rule("G6", agreement.seal_is_dated, ("A_written",)),
    Rule("G6", agreement.effect_is_computed, AGREEMENTS),
    Rule("G8", agreement.copies_suffice, _WRITTEN),
    Rule("G9", agreement.amounts_add_up, AGREEMENTS),
    Rule("G11", agreement.paper_for_family_status, AGREEMENTS),
    Rule("G13", agreement.ownership_is_not_decided, AGREEMENTS),
    Rule("ladder", ladder.goes_up, ("X_escalate",)),
    Rule("ladder", ladder.not_asked_again_at_once, ("X_escalate",)),
    Rule("G1", ladder.new_committee_is_agreed, ("X_accept",)),
    Rule("G1", ladder.going_down_is_agreed, ("assigned_down",)),
    Rule("ladder", ladder.return_is_fair, ("X_return",)),
    Rule("G18", ladder.extension_is_agreed, ("D_extend",)),
    Rule("G18", ladder.extension_in_time, ("D_extend",)),
    Rule("G18", ladder.term_grows_by_law, ("term_changed",)),
    Rule("G3", risk.report_reaches_police, ("E_report",)),
    Rule("G3", risk.report_is_past, ("E_report",)),
    Rule("G4", risk.violence_stays_out, ("E_report",)),
    Rule("whistle", risk.whistle_follows_red, ("E_whistle",)),
    Rule("whistle", risk.arrivals_are_past, ("E_whistle",)),
    Rule("termination", ending.ending_has_reason, ("T_terminate",)),
    Rule("termination", ending.term_is_over, ("T_terminate",)),
    Rule("G5", ending.ending_is_told, ("T_terminate",)),
    Rule("G5", ending.ending_is_delivered, ("T_terminate",)),
    Rule("withdrawal", ending.withdrawn_by_applicant, ("T_terminate",)),
    Rule("G12", ending.confirmation_in_window, ("J_confirm",)),
    Rule("G14", ending.enforced_after_ruling, ("H_handoff",)),
    Rule("police", ending.police_hear_of_performance, ("H_handoff",)),
    Rule("exit", ending.payment_order_is_for_money, ("H_handoff",)),
    Rule("receipt", ending.transfer_is_received, ("H_handoff",)),
    Rule("G6", gates.agreement_exists, ("F_supervise",)),
    Rule("visit", ending.visit_is_past, ("F_visit",)),
    Rule("visit", ending.terms_add_up, ("F_visit",)),
    Rule("visit", ending.last_visit_leads_on, ("F_visit",)),
    Rule("visit", ending.regret_is_talked_over, ("F_visit",)),
    Rule("G16", closing.reviewer_is_another, ("C_close",)),
    Rule("review", closing.nothing_is_being_mended, ("C_close",)),
    Rule("partial", closing.rest_is_settled, ("C_close",)),
    Rule("review", closing.correction_is_complete, ("C_correct",)),
    Rule("review", closing.change_is_talked_over, ("F_visit",)),
    Rule("G24", closing.source_is_answered, ("C_close",)),
    Rule("difficulty", closing.difficulty_is_explained, ("C_close",)),
    Rule("prevention", closing.prevention_has_evidence, ("C_close",)),
    Rule("result", closing.result_is_computed, ("C_close",)),
    Rule("G19", closing.papers_are_complete, ("C_archive",)),
    Rule("access", closing.access_is_kept, ("C_archive",)),
)

_ASKED = (*TASKS, *NOTED, "assigned_down")
_BY_TASK: dict[str, tuple[Rule, ...]] = {
    task: tuple(rule for rule in RULES if not rule.tasks or task in rule.tasks) for task in _ASKED
}
_ANY_TASK = tuple(rule for rule in RULES if not rule.tasks)


def _rules(task: str) -> Iterable[Rule]:
    # A task an office added of its own still stands behind the gates that hold for every step.
    return _BY_TASK.get(task, _ANY_TASK)


def check(case: Case, step: Step) -> None:
    """Let a step pass or raise the first GuardRefused; the case is not changed."""
    for rule in _rules(step.task):
        rule.guard(case, step)


def problems(case: Case, step: Step) -> list[GuardRefused]:
    """Everything the guards hold against a step, in the table's order; empty when it may go on."""
    found = []
    for rule in _rules(step.task):
        try:
            rule.guard(case, step)
        except GuardRefused as refused:
            found.append(refused)
    return found
