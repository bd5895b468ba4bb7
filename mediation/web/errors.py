"""Refusals and accidents as pages: what is the matter, what to do, never a name in the log."""

import logging
import traceback
import uuid

from flask import Flask, g, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from mediation.engine.failures import ModelFailed
from mediation.errors import Busy, CaseStuck, MediationError, ModelLoop, NotAllowed, NotFound, StaleTask, TaskNotOpen
from mediation.web.kept_words import bare_lines
from mediation.web.press import typed_words

log = logging.getLogger(__name__)
Page = tuple[str, int]

# status → (heading, what to do)
_HTTP = {
    400: ("这一页没有交成功", "请返回上一页,刷新后再交一次。如果还不行,请重新登录。"),
    404: ("没有找到", "可能是地址不对,也可能这件事不归您看。请从待办或案件列表里进。"),
    405: ("这个地址不能直接打开", "请从待办或案件页上的按钮进。"),
    413: ("传的东西太大了", "一次最多传 50 MB,一张照片最多 20 MB。请把照片拍小些,或分几次传。"),
    414: ("地址太长了", "请从待办或案件列表里进。"),
    415: ("这种内容收不了", "请用网页上的表来填。"),
}
_CSRF = ("这一页放得太久了", "您可能在别处退出又登录过。请先抄下要紧的内容,再回到这一步重新打开。")


def init_app(app: Flask) -> None:
    """Give every refusal its page."""
    app.register_error_handler(NotFound, lambda error: say(404, "没有找到", str(error)))
    app.register_error_handler(NotAllowed, lambda error: say(403, "这件事不归您办", str(error)))
    for conflict in (StaleTask, TaskNotOpen, Busy):
        app.register_error_handler(conflict, lambda error: say(409, "情况有变化", str(error)))
    for trouble in (ModelLoop, ModelFailed, CaseStuck, MediationError):
        app.register_error_handler(trouble, _trouble)
    app.register_error_handler(CSRFError, lambda error: say(400, *_CSRF))
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _accident)


def say(status: int, heading: str, text: str) -> Page:
    """A page with one message, and with what the person had just typed, so that they can copy it."""
    lines = bare_lines(typed_words()) if request.method == "POST" and status not in (413,) else []
    return render_template("message.html", heading=heading, text=text, lines=lines), status


def _http(error: HTTPException) -> Page:
    status = error.code or 400
    heading, text = _HTTP.get(status, _HTTP[400])
    return say(status, heading, text)


def _trouble(error: MediationError) -> Page:
    """A refusal that no page of its own explains: something for the administrator."""
    log.warning("%s on %s", type(error).__name__, request.endpoint)
    return say(503, "现在办不了", "系统遇到了异常,已经记下,管理员会处理。请过一会儿再试;着急的话先用纸记下来。")


def _accident(error: Exception) -> Page:
    """What nobody foresaw. The log gets a number, the kind and the place: what was typed stays out of it."""
    number = uuid.uuid4().hex[:8]
    place = " < ".join(f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)[-6:])
    log.error("accident %s: %s on %s at %s", number, type(error).__name__, request.endpoint, place)
    g.setdefault("actor", None)
    text = f"系统出了意外,没有办成,什么也没有改动。请把编号 {number} 告诉管理员。"
    return say(500, "没有办成", text)
