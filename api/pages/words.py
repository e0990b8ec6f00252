"""Words for codes that people meet on pages: roles, lanes, events, ways of handling."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext

from api.pages.language import chosen

if TYPE_CHECKING:
    from engine.errors import TongbanError


def words_of(error: TongbanError) -> str:
    """An error's sentence in the language of the page."""
    return error.message if chosen() == "en" else error.message_zh


def role_names() -> dict[str, str]:
    """Roles of accounts."""
    return {
        "applicant": gettext("申请人"),
        "clerk": gettext("窗口人员"),
        "office_lead": gettext("科室负责人"),
        "analyst": gettext("业务分析员"),
        "auditor": gettext("审计人员"),
        "administrator": gettext("系统管理员"),
        "system": gettext("外部平台"),
    }


def lane_names() -> dict[str, str]:
    """Roles of a case."""
    return {
        "applicant": gettext("申请人"),
        "acceptance": gettext("收件地"),
        "handling": gettext("办理地"),
        "cooperating": gettext("协办地"),
        "system": gettext("系统"),
    }


def place_names() -> dict[str, str]:
    """Roles of places in a guide."""
    return {
        "applicant_place": gettext("申请地"),
        "acceptance_place": gettext("收件地"),
        "handling_place": gettext("办理地"),
        "cooperating_place": gettext("协办地"),
    }


def subject_names() -> dict[str, str]:
    """Who may apply."""
    return {
        "individual": gettext("自然人"),
        "enterprise": gettext("企业和其他组织"),
        "individual-or-enterprise": gettext("自然人、企业和其他组织"),
        "both": gettext("自然人、企业和其他组织"),
    }


def mode_names() -> dict[str, str]:
    """Ways of handling."""
    return {
        "fully-online": gettext("全程网办"),
        "collect-and-forward": gettext("异地代收代办"),
        "joint": gettext("多地联办"),
    }


def level_names() -> dict[str, str]:
    """Levels of regions."""
    return {"province": gettext("省级"), "prefecture": gettext("市级"), "county": gettext("县级")}


def event_names() -> dict[str, str]:
    """Kinds of events in a case's history."""
    return {
        "case_opened": gettext("办件建立"),
        "task_completed": gettext("任务办结"),
        "task_claimed": gettext("任务签收"),
        "task_released": gettext("任务释放"),
        "task_reassigned": gettext("任务移交"),
        "draft_saved": gettext("暂存"),
        "message_correlated": gettext("收到消息"),
        "timer_fired": gettext("到期"),
        "call_answered": gettext("外部平台答复"),
        "call_failed": gettext("外部平台失败"),
        "case_withdrawn": gettext("申请撤回"),
        "case_continued": gettext("继续办理"),
        "incident_resolved": gettext("异常处理"),
        "incident_retried": gettext("异常重试"),
        "material_added": gettext("添加材料"),
        "material_removed": gettext("移除材料"),
        "field_revealed": gettext("查看原文"),
        "lane_rebound": gettext("转办"),
        "notice_delivered": gettext("通知送达"),
        "note_added": gettext("添加备注"),
        "due_recomputed": gettext("期限重算"),
    }


def action_names() -> dict[str, str]:
    """What happened to an element."""
    return {
        "entered": gettext("进入"),
        "completed": gettext("完成"),
        "interrupted": gettext("中断"),
        "skipped": gettext("跳过"),
        "compensated": gettext("补偿"),
        "failed": gettext("失败"),
    }
