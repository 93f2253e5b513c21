"""The audit trail in Chinese: what each action is called, and what a check of the chain found."""

from collections.abc import Mapping

from casework.services.ports import AuditCheck

SEEN: Mapping[str, str] = {
    "open_reporter_identity": "查看登记人身份",
    "open_evidence": "打开证据材料",
    "open_case": "打开案件",
    "form_copied": "复制登记表内容",
}
TAKEN: Mapping[str, str] = {
    "statistics_exported": "导出统计",
    "audit_exported": "导出审计记录",
    "review_export": "导出审核记录",
    "backup_made": "备份",
    "backup_restored": "从备份恢复",
}
CHANGED: Mapping[str, str] = {
    "case_move": "办理案件",
    "case_question": "向群众提问",
    "case_note": "写案件备注",
    "case_fact": "确认案件事实",
    "case_assign": "分派案件",
    "recusal_declared": "登记回避",
    "recusal_asked": "申请回避",
    "recusal_approved": "同意回避",
    "recusal_declined": "不同意回避",
    "citizen_addition": "群众补充情况",
    "citizen_question": "群众提问",
    "citizen_answer": "群众回答",
    "citizen_answered": "群众回答提问",
    "citizen_notice": "告知群众",
    "citizen_withdrawal": "群众撤回",
    "citizen_withdrew": "群众撤回",
    "citizen_note": "群众留言",
    "talk_claimed": "接手对话",
    "talk_handed": "转交对话",
    "talk_given_back": "转回助手",
    "talk_returned": "对话退回排队",
    "talk_closed": "结束对话",
    "talk_noted": "写对话备注",
    "talk_corrected": "改正分类",
    "talk_fact_set": "确认关键事实",
    "talk_form_filled": "替群众填表",
    "talk_form_read_back": "请群众核对表格",
    "talk_form_registered": "代群众登记",
    "call_opened": "登记来电",
    "canned_saved": "保存常用语",
    "canned_removed": "删除常用语",
    "review_label": "审核：标注",
    "review_second": "审核：复标",
    "review_settle": "审核：裁定",
    "review_skip": "审核：跳过",
    "review_lawyer": "审核：转法律人员",
    "review_reopen": "审核：重新打开",
    "review_undo": "审核：撤销",
    "training_items_taken": "收入训练数据",
    "training_item_removed": "移出训练数据",
    "training_items_erased": "删除训练数据",
    "model_train_started": "开始训练模型",
    "model_compare_started": "开始比较模型",
    "model_job_cancelled": "取消模型任务",
    "model_schedule_set": "改定时训练",
    "model_costs_set": "改代价表",
    "model_shadow_on": "开始影子运行",
    "model_shadow_off": "停止影子运行",
    "model_override_asked": "申请越过门槛",
    "model_override_refused": "不同意越过门槛",
    "model_promoted": "启用模型",
    "model_rolled_back": "退回上一个模型",
    "model_discarded": "删除模型",
    "model_upgraded": "换上新装的模型",
    "setting_changed": "改设置",
    "conversation_erased": "删除对话",
    "audit_lines_let_go": "清理到期审计记录",
}
SIGNED: Mapping[str, str] = {
    "sign_in": "登录",
    "sign_in_refused": "登录被拒绝",
    "sign_out": "退出",
    "session_ended": "让人退出登录",
    "password_changed": "更换密码",
    "password_given": "重发密码",
    "totp_on": "开启动态口令",
    "totp_off": "关闭动态口令",
    "feed_made": "生成日历地址",
    "feed_dropped": "停用日历地址",
    "user_created": "建立帐号",
    "user_disabled": "停用帐号",
    "user_enabled": "恢复帐号",
    "role_changed": "改角色",
}
GROUPS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "seen": ("查看", SEEN),
    "changed": ("修改", CHANGED),
    "taken": ("导出", TAKEN),
    "signed": ("登录和帐号", SIGNED),
}
"""Every action there is, by what kind of thing was done."""
ACTIONS: Mapping[str, str] = {action: words for _, named in GROUPS.values() for action, words in named.items()}
ROLES: Mapping[str, str] = {"reporter": "登记人", "citizen": "群众", "system": "系统", "none": "—"}
"""Roles in the trail that nobody who works here has."""
NAMES: Mapping[str, str] = {"operator": "服务器命令行", "citizen": "群众", "system": "系统", "?": "没有写帐号"}
"""Who stands in the trail without an account."""


def check_words(check: AuditCheck) -> str:
    """What a check found, as a sentence for whoever has to act on it."""
    begins = "" if check.first == 1 else f"（从第{check.first}条起，更早的已按保存期限清理）"
    match check.fault:
        case None:
            return f"审计记录完整，共{check.checked}条{begins}。没有被改过，也没有缺少。"
        case "changed":
            return f"第{check.broken_at}条被改动过：它的内容和写下时的校验值对不上。前面{check.checked}条完好{begins}。"
        case "missing":
            return f"第{check.broken_at}条不见了：有人删除了它。前面{check.checked}条完好{begins}。"
        case "cut":
            return (
                f"第{check.broken_at}条以后的记录被删掉了：末尾和系统记下的对不上。前面{check.checked}条完好{begins}。"
            )
        case "base":
            return "审计记录的起点被改动过：更早的记录不是系统按期限清理的。"
