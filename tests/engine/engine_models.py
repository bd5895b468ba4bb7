"""The models that several tests share: a mediation of three tiers in miniature, and what runs beside it."""

from engine_diagrams import (
    boundary,
    call,
    catch,
    decide,
    definitions,
    end,
    escalation,
    flow,
    gateway,
    message,
    path,
    process,
    script,
    start,
    table,
    timer,
    user,
)

TIERS = ("village", "township", "county")


def _tier(name, fails_to):
    activity = f"{name}_mediation"
    return "".join([
        script(f"{name}_set", f'tier = "{name}"'),
        call(activity, "tier"),
        boundary(f"{name}_deadline", activity, timer("timeDate", "deadline"), said={"timer": "deadline"}),
        boundary(f"{name}_escalated", activity, escalation("Esc")),
        boundary(f"{name}_refused", activity, message("Refused")),
        boundary(f"{name}_remind", activity, timer("timeCycle", '"R3/P3D"'), interrupting=False),
        script(f"{name}_count", "reminders = reminders + 1"),
        end(f"{name}_reminded"),
        gateway(f"{name}_result", default=f"{name}_failed"),
        path(f"{name}_set", activity, f"{name}_result"),
        path(f"{name}_remind", f"{name}_count", f"{name}_reminded"),
        flow(f"{name}_result", "agreement", 'outcome = "settled"'),
        flow(f"{name}_result", fails_to, flow_id=f"{name}_failed"),
        path(f"{name}_deadline", fails_to),
        path(f"{name}_escalated", fails_to),
        path(f"{name}_refused", "closed"),
    ])  # fmt: skip


MAIN = definitions(
    '<bpmn:message id="Refused" name="party_refused"/>',
    '<bpmn:escalation id="Esc" name="up" escalationCode="UP"/>',
    process(
        "mediation_case",
        start(), user("register"), script("prepare", "reminders = 0\nvisits = 0\nresults = []"),
        decide("triage", "entry_tier"), user("accept", form="accept_form", role="village_mediator"),
        gateway("which", default="to_village"),
        path("begin", "register", "prepare", "triage", "accept", "which"),
        flow("which", "county_set", 'start_tier = "county"'), flow("which", "township_set", 'start_tier = "township"'),
        flow("which", "village_set", flow_id="to_village"),
        _tier("village", "township_set"), _tier("township", "county_set"), _tier("county", "refer"),
        user("refer"), end("referred"), path("refer", "referred"),
        user("agreement"), gateway("split", "parallel"), user("seal"), user("sign"), gateway("join", "parallel"),
        path("agreement", "split", "seal", "join"), path("split", "sign", "join"), path("join", "wait"),
        catch("wait", timer("timeDuration", '"P30D"')), call("visiting", "visit"),
        script("visited", "visits = visits + 1"),
        gateway("more", default="again"), path("wait", "visiting", "visited", "more"),
        flow("more", "closed", "visits >= 3"), flow("more", "wait", flow_id="again"),
        user("closed"), end(), path("closed", "finish"),
    ),
)  # fmt: skip

TIER = definitions(
    '<bpmn:escalation id="Esc" name="up" escalationCode="UP"/>',
    process(
        "tier",
        start("t_begin"), user("assign", tier="${tier}"), call("steps", "four_steps"),
        user("conclude"), gateway("t_way", default="t_ok"),
        end("t_end"), end("t_up", escalation("Esc")),
        path("t_begin", "assign", "steps", "conclude", "t_way"),
        flow("t_way", "t_up", 'outcome = "escalate"'), flow("t_way", "t_end", flow_id="t_ok"),
    ),
    process(
        "four_steps",
        start("s_begin"), user("listen"), user("analyse"), user("negotiate"),
        gateway("s_way", default="s_ok"), end("s_end"),
        path("s_begin", "listen", "analyse", "negotiate", "s_way"),
        flow("s_way", "analyse", "again = true"), flow("s_way", "s_end", flow_id="s_ok"),
    ),
)  # fmt: skip

VISIT = definitions(
    process("visit", start("v_begin"), user("visit_form"), end("v_end"), path("v_begin", "visit_form", "v_end"))
)
RISK = definitions(
    process(
        "risk_report",
        start("r_begin"), user("report"), catch("r_wait", timer("timeDuration", '"P1D"')), user("assess"), end("r_end"),
        path("r_begin", "report", "r_wait", "assess", "r_end"),
    ),
)  # fmt: skip
ENTRY = table(
    "entry_tier", ["amount", "kind"], ["start_tier", "priority"],
    [
        (["> 100000", "-"], ['"county"', "1"], "金额特别大"),
        (["(20000..100000]", "-"], ['"township"', "2"], "金额大"),
        (["<= 20000", 'not("family")'], ['"village"', "3"], "一般"),
        (["<= 20000", '"family"'], ['"village"', "4"], "婚姻家庭"),
    ],
)  # fmt: skip

FILES = {"mediation_case.bpmn": MAIN, "tier.bpmn": TIER, "visit.bpmn": VISIT, "risk.bpmn": RISK, "entry.dmn": ENTRY}
