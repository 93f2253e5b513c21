"""Stands in for the training process: the same protocol, no Rasa. The config file's first word says how it goes."""

import io
import json
import os
import sys
import tarfile
import threading
import time
from pathlib import Path


def main() -> None:
    request = json.loads(sys.stdin.readline())
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(9)), daemon=True).start()
    output = Path(request["output"])
    (output / "seen.json").write_text(json.dumps(request))
    how = Path(request["config"]).read_text().split()[0].lstrip("#")

    def tell(**line: object) -> None:
        print(json.dumps(line), flush=True)

    tell(plan=["import", "classifier", "packing"])
    for step in ("import", "classifier"):
        tell(begin=step)
        time.sleep(0.02)
    if how == "hangs":
        output.joinpath("half.tar.gz").write_bytes(b"half")
        Path(request["log"]).with_name("pid").write_text(str(os.getpid()))
        time.sleep(600)
    if how == "crashes":
        os._exit(7)
    if how == "fails":
        tell(failed="ValueError: no data")
        sys.exit(1)
    archive = output / "petition.tar.gz"
    with tarfile.open(archive, "w:gz") as tar:
        content = b"{}"
        entry = tarfile.TarInfo("metadata.json" if how != "foreign" else "readme.txt")
        entry.size = len(content)
        tar.addfile(entry, io.BytesIO(content))
    if how == "cut":
        archive.write_bytes(archive.read_bytes()[:20])
    tell(trained=str(archive))


if __name__ == "__main__":
    main()
