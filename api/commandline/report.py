"""`triage report`: the quarterly summary or the yearly report of an office, as Word and xlsx."""

from pathlib import Path
from typing import Annotated

import typer

from api.commandline.failure import CommandFailed, plain_failures


def report(
    quarter: Annotated[str, typer.Option(help="哪个季度，例如 2026Q4")] = "",
    year: Annotated[str, typer.Option(help="哪一年，例如 2026")] = "",
    place: Annotated[str | None, typer.Option(help="地区的六位代码，例如 500000；默认全部地区")] = None,
    out: Annotated[Path, typer.Option(help="写到哪里：.docx 或 .xlsx 文件；目录则两种都写")] = Path(),
) -> None:
    """Writes the files and names them."""
    with plain_failures():
        from casework.bootstrap import bootstrap
        from casework.errors import UnknownRegion
        from casework.services.accounts import OPERATOR
        from casework.settings import Settings
        from casework.statistics.spans import read_span

        span = read_span(quarter or year)
        if bool(quarter) == bool(year) or span is None or span.months != (3 if quarter else 12):
            raise CommandFailed("请给出一个季度（--quarter 2026Q4）或一年（--year 2026）。")
        wanted = {".docx": ("word",), ".xlsx": ("sheets",)}.get(out.suffix.lower())
        if wanted is None and out.suffix:
            raise CommandFailed(f"不能写 {out.suffix} 文件：--out 用 .docx、.xlsx 或一个目录。")
        services = bootstrap(Settings())
        try:
            name, phone = services.office.letterhead(OPERATOR)
            for kind in wanted or ("word", "sheets"):
                if kind == "word":
                    made = services.statistics.word(OPERATOR, span, place, name, phone)
                else:
                    made = services.statistics.sheets(OPERATOR, span, place, name)
                path = out if wanted else out / made.name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(made.content)
                typer.echo(str(path))
        except UnknownRegion as error:
            raise CommandFailed(f"没有代码是 {place} 的地区。") from error
        finally:
            services.store.close()
