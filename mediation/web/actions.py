"""Every action of the web by name; each route declares one. Who may do it is the services' business."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, request

# action → what it is, for people
ACTIONS = {
    "static": "样式和脚本",
    "see_health": "查看运行状况",
    "sign_in": "登录",
    "sign_out": "退出",
    "see_worklist": "看待办",
    "see_cases": "看案件列表",
    "see_case": "看案件",
    "see_diagram": "看案件的流程图",
    "open_file": "看案件里的照片和文件",
    "read_guide": "看使用说明",
    "register_case": "登记纠纷",
    "open_task": "打开一步的表",
    "submit_task": "办理一步",
    "assign_task": "认领、放回、改派一步",
    "see_notifications": "看提醒",
    "raise_case_event": "发起案件事件",
}
# what anybody may reach without signing in
PUBLIC = frozenset({"static", "see_health", "sign_in", "read_guide"})

View = TypeVar("View", bound=Callable[..., Any])


def action(name: str) -> Callable[[View], View]:
    """View decorator: this route does the action `name`."""

    def declare(view: View) -> View:
        view.action = name  # type: ignore[attr-defined]
        return view

    return declare


def action_of(view: Any) -> str | None:
    """The action that a view declares."""
    name = getattr(view, "action", None)
    return name if isinstance(name, str) and name in ACTIONS else None


def current_action() -> str | None:
    """The action of the request at hand, None where no route fits."""
    return action_of(current_app.view_functions.get(request.endpoint or ""))


def refuse_undeclared(app: Flask) -> None:
    """Let no application start with a route whose action nobody has declared.

    Raises:
        RuntimeError: naming the routes.
    """
    bare = [rule.rule for rule in app.url_map.iter_rules() if not action_of(app.view_functions[rule.endpoint])]
    if bare:
        raise RuntimeError(f"routes without a declared action: {', '.join(sorted(bare))}")
