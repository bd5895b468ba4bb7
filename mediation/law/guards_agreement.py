"""Guards of an agreement: who signed, whose seal, when it takes effect, what it may not say (人民调解法 28–30)."""

import re
from datetime import date, timedelta

from mediation.case.facts import Case, money
from mediation.case.step import Step
from mediation.law import effect
from mediation.law.guarding import flags, law, named, not_among, ownership_flags, refuse, turn, vulnerable
from mediation.law.values import agreeing, day_of, rows, texts

SIGNATURE_LAW = "电子签名法第3条"
_BANNED = re.compile(
    r"(不(再)?追究|免(予|于)?追究|放弃追究|免除).{0,8}(刑事|治安).{0,2}责任|不(得|再|去|能|要|向.{0,8}){0,2}(报案|报警)"
    r"|(不得|不准|不许).{0,4}(起诉|提起诉讼|申请仲裁)|放弃(起诉|诉权|诉讼权利)"
    r"|罚款.{0,6}(村委会|村民委员会|居委会|调委会|村集体)|(向|给|交).{0,6}(村委会|村民委员会|居委会|调委会|村集体).{0,6}罚款"
)
_LAND = r"(土地|耕地|林地|林木|山林|草原|草地|地块|承包地|宅基地|自留地|坟地|荒山)"
_OWNERSHIP = re.compile(
    rf"确权|{_LAND}.{{0,15}}归.{{0,15}}所有|(所有权|使用权|权属)(确认|认定|归|属于)|确认.{{0,15}}(所有权|使用权|权属)"
)
_STATUS = re.compile(r"(同意|自愿|协议|双方)离婚|解除.{0,4}(婚姻|收养)关系|断绝.{0,6}关系|(放弃|不再)(赡养|抚养)")


def everyone_signed(case: Case, step: Step) -> None:
    """G6: each party signs, seals or prints a finger; an agent or a guardian may sign for theirs (人民调解法 29)."""
    signers = {str(row.get("who")) for row in rows(step.get("signatures"))}
    missing = not_among(case, signers)
    if missing:
        refuse("G6", f"{named(case, missing)}还没有签名、盖章或按指印,协议不能生效。", "signatures", law(29))


def guardian_signed(case: Case, step: Step) -> None:
    """G10: for a minor or somebody without full capacity the guardian signs (民法典 19–23)."""
    needs = any(vulnerable(party) for party in case.principals)
    signed = any(str(row.get("who")).startswith("guardian:") for row in rows(step.get("signatures")))
    if needs and not signed:
        refuse("G10", "未成年人或无、限制民事行为能力人的协议须由监护人签名。", "signatures", "民法典第23条")


def mediator_signed(case: Case, step: Step) -> None:
    """G6: the mediator signs too, and is ticked or stands among the signatures (人民调解法 29)."""
    others = {party.id for party in case.parties}
    signers = [str(row.get("who")) for row in rows(step.get("signatures"))]
    by_hand = any(who not in others and not who.startswith(("guardian:", "agent:")) for who in signers)
    if not (step.get("mediator_signed") or (by_hand and step.task == "A_amend")):
        refuse("G6", "调解员还没有签名,协议不能生效。", "mediator_signed", law(29))


def sealed_by_committee(case: Case, step: Step) -> None:
    """G7: the seal is the people's mediation committee's; a group has none, its village's is used (法 8, 29)."""
    seals = texts(step.get("seal_org"))
    if not seals:
        refuse("G6", "还没有加盖调委会印章,协议不能生效。", "seal_org", law(29))
    group = case.orgs.get("group")
    if group in seals:
        refuse("G7", "社/组/院没有印章,请由所属村调委会盖章。", "seal_org", law(29))
    # A joint mediation across villages bears both seals, its own committee's among them.
    strangers = set(seals) - {case.seal_org}
    if case.seal_org not in seals or (strangers and not _joint(case)):
        refuse("G7", "印章须是主持本案的调委会的印章。", "seal_org", law(29))


def joint_committees_seal(case: Case, step: Step) -> None:
    """Office practice: committees that mediated together all seal what came of it (组织条例 7, 规定 21 let them)."""
    if not step.settings.joint_seals:
        return
    missing = [org for org in turn(case).joint if org not in texts(step.get("seal_org"))]
    if missing:
        names = "、".join(step.org_name(org) for org in missing)
        refuse(
            "joint",
            f"这件是几个调委会共同调解的,还缺{names}的印章:请拿协议去加盖,盖好后在“盖哪个调委会的章”里一并勾上再交。",
            "seal_org",
        )


def _joint(case: Case) -> bool:
    return case.is_cross_region or bool(turn(case).co_mediators)


def seal_is_dated(case: Case, step: Step) -> None:
    """G6: the agreement takes effect with the seal, so its day must be known (人民调解法 29)."""
    if not day_of(step.get("seal_at")):
        refuse("G6", "请填写盖章日期。", "seal_at", law(29))


def effect_is_computed(case: Case, step: Step) -> None:
    """G6: in effect from the last signature or the seal; an oral one from the day it was reached (法 29, 30)."""
    begun = _begun(case, step)
    for number, row in enumerate(rows(step.get("signatures"))):
        day = day_of(row.get("at"))
        if day is None or day > step.day:
            refuse("G6", "请填写签名日期,不能晚于今天。", f"signatures.{number}.at", law(29))
        if day < begun:
            refuse("G6", f"签名日期不能早于{_said(begun)},请核对年月日。", f"signatures.{number}.at", law(29))
    sealed = day_of(step.get("seal_at"))
    if sealed is not None and sealed > step.day:
        refuse("G6", "盖章日期不能晚于今天。", "seal_at", law(29))
    if sealed is not None and sealed < begun:
        refuse("G6", f"盖章日期不能早于{_said(begun)},请核对年月日。", "seal_at", law(29))
    given = day_of(step.get("effective_on"))
    right = effect.effective_on(step.task, step.values, step.day)
    if given is not None and given != right:
        article = law(30) if step.task == "A_oral" else law(29)
        refuse("G6", f"生效日由系统计算,应为{right.isoformat()}。", "effective_on", article)


def _begun(case: Case, step: Step) -> date:
    """Before this day nothing can have been signed: the application; for a change, the agreement that it changes.

    A year mistyped would close the window for the court before it opened (人民调解法 33).
    """
    changed = case.agreement.effective_on if step.task == "A_amend" and case.agreement is not None else None
    return day_of(changed or case.apply_at) or date.min


def _said(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def copies_suffice(case: Case, step: Step) -> None:
    """G8: one copy for each party and one that the committee keeps (人民调解法 29)."""
    floor = len(case.principals) + 1
    copies = step.get("copies")
    if copies is None and step.task == "A_amend":
        return
    if copies is None or int(copies) < floor:
        refuse("G8", f"协议书至少{floor}份:当事人各执一份,调委会留存一份。", "copies", law(29))


def amounts_add_up(case: Case, step: Step) -> None:
    """G9: the total is the sum of the terms."""
    terms = rows(step.get("terms"))
    if not terms:
        refuse("G9", "请至少填写一条履行内容。", "terms", law(29) if step.task != "A_oral" else law(28))
    if any(money(row.get("amount")) < 0 for row in terms):
        refuse("G9", "金额不能为负数。", "terms")
    given = step.get("total_amount")
    if given is None:
        return
    right = {effect.total(terms)}
    if step.task == "A_amend":
        right.add(effect.total_after_change(case.agreement, terms))
    if money(given) not in right:
        refuse("G9", f"各条金额合计为{effect.yuan(effect.total(terms))}元,与总金额不一致。", "total_amount")


def paper_for_family_status(case: Case, step: Step) -> None:
    """G11: papers on marriage, adoption or inheritance are not signed electronically (电子签名法 3)."""
    family = (
        case.dispute_type == "1"
        or flags(case) & {"family_status", "status_relation"}
        or step.get("family_status_document")
    )
    if family and step.get("sign_medium") == "electronic":
        refuse("G11", "涉婚姻、收养、继承等人身关系的文书不能电子签名,请改用纸质签名。", "sign_medium", SIGNATURE_LAW)


def _clauses(step: Step) -> list[tuple[str, str]]:
    found = [(f"terms.{n}.content", str(row.get("content") or "")) for n, row in enumerate(rows(step.get("terms")))]
    return found + [(f"agreed_items.{n}", text) for n, text in enumerate(texts(step.get("agreed_items")))]


def nothing_unlawful(case: Case, step: Step) -> None:
    """No clause buys silence from the police, bars a court or fines anyone for the village (人民调解法 3)."""
    for field, text in _clauses(step):
        if _BANNED.search(text):
            refuse(
                "clauses",
                "不能约定不追究刑事或治安责任、不报案报警、不得起诉,也不能约定向村委会等交罚款;请删除该条。",
                field,
                law(3),
            )


def ownership_is_not_decided(case: Case, step: Step) -> None:
    """G13: whose land or wood it is, the government decides, not the agreement (土地管理法 14, 森林法 22)."""
    if step.get("scope_note"):
        return
    flagged = ownership_flags(case)
    article = "森林法第22条" if flagged == {"forest_ownership"} else "土地管理法第14条"
    for field, text in _clauses(step):
        if _OWNERSHIP.search(text):
            refuse("G13", "调解协议不能确认权属;请改写该条,或在范围说明中写明不涉及权属确认。", field, article)
        if _STATUS.search(text):
            refuse("G13", "身份关系须经登记或诉讼;请改写该条,或在范围说明中写明不涉及身份关系。", field)
    if flagged and step.task != "A_amend":
        refuse("G13", "涉权属争议,请在范围说明中写明本协议不涉及权属确认。", "scope_note", article)


def oral_is_recorded(case: Case, step: Step) -> None:
    """Oral: every party finds no paper needed and says so, and the mediator writes the content down (法 28)."""
    missing = not_among(case, agreeing(step.get("party_ack")))
    if missing:
        refuse("oral", f"{named(case, missing)}还没有当场确认口头协议。", "party_ack", law(28))
    if not step.get("recorded_by"):
        refuse("oral", "口头协议须由调解员记录,请填写记录人。", "recorded_by", law(28))


def oral_is_small(case: Case, step: Step) -> None:
    """Office practice: orally only what is whole, simple, small, soon done, and between few grown people."""
    limits = step.settings
    terms = rows(step.get("terms"))
    if case.outcome != "full":
        refuse("oral", "全部达成协议才能用口头形式,请改用书面协议。")
    if case.screening is None or case.screening.difficulty_code != "1":
        refuse("oral", "简单纠纷才能用口头协议,请改用书面协议。")
    if effect.total(terms) > money(limits.oral_max_amount):
        refuse("oral", f"金额超过{limits.oral_max_amount}元,请改用书面协议。", "terms")
    last = step.day + timedelta(days=limits.oral_max_days)
    days = [day for row in terms if (day := day_of(row.get("due_on"))) is not None]
    if any(row.get("period") for row in terms) or any(day > last for day in days):
        refuse("oral", f"定期履行或{limits.oral_max_days}天以后才履行的,请改用书面协议。", "terms")
    crowd = len(case.principals) > 5 or any(party.role == "representative" for party in case.parties)
    if crowd or any(vulnerable(party) for party in case.principals):
        refuse("oral", "群体纠纷或涉未成年当事人的,请改用书面协议。")


def change_is_agreed(case: Case, step: Step) -> None:
    """A change binds nobody who did not agree to it (人民调解法 2, 31)."""
    if case.agreement is None:
        refuse("G6", "没有可以变更的协议。")
    missing = not_among(case, agreeing(step.get("consents")))
    if missing:
        refuse("G6", f"{named(case, missing)}还没有同意变更。", "consents", law(31))
