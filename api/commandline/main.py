"""The command line `triage`."""

import sys

if sys.version_info[:2] != (3, 11):  # before anything else: no other version can even import the rest
    sys.exit(f"需要 Python 3.11，现在是 {sys.version_info[0]}.{sys.version_info[1]}。请用 Python 3.11 重新安装。")

import typer

from api.commandline import audit, backup, classify, data, evaluate, models, report, rules, serve, train, user
from api.commandline.usage import PlainUsage

app = typer.Typer(
    name="triage",
    cls=PlainUsage,
    help="医保信访诉求依法分类助手",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("serve", help="启动服务；没有模型时先训练，页面一开始就能打开。")(serve.serve)
app.command("train", help="用现有数据训练一个模型，并设为当前模型。")(train.train)
app.command("evaluate", help="评测当前模型（参数见 triage evaluate --help）。", **evaluate.PASS_THROUGH)(
    evaluate.evaluate
)
app.command("classify", help="批量分类：每行一条 JSON 进，每行一条 JSON 出。")(classify.classify)
app.add_typer(data.app, name="data", help="训练语料。")
app.add_typer(rules.app, name="rules", help="检查和查看规则库。")
app.add_typer(models.app, name="models", help="候选模型：训练、比较、上线、回退、影子运行。")
app.add_typer(user.app, name="user", help="工作人员帐号。")
app.add_typer(audit.app, name="audit", help="审计记录。")
app.command("report", help="季度情况或年度报告，写成 Word 和 xlsx。")(report.report)
app.command("backup", help="备份：数据库、材料和当前模型写进一个文件，服务不用停。")(backup.backup)
app.command("restore", help="从备份恢复到一个空的数据目录。")(backup.restore)

if __name__ == "__main__":
    app()
