"""Can this machine run the service here? Checked before anything is begun, so that the reason is one clear line."""

import errno
import shutil
import socket
import tempfile
from pathlib import Path

from api.commandline.failure import CommandFailed

_MEGABYTE = 1024 * 1024
_NEEDED_TO_RUN = 100 * _MEGABYTE
_NEEDED_TO_TRAIN = 1500 * _MEGABYTE
_LOWEST_FREE_PORT = 1024


def check_data_directory(directory: Path) -> None:
    """Makes the data directory and writes a file in it. Raises CommandFailed."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=directory) as probe:
            probe.write(b"triage")
            probe.flush()
    except OSError as error:
        raise CommandFailed(_cannot_write(directory, error)) from error
    check_space(directory, _NEEDED_TO_RUN)


def check_space_for_training(directory: Path) -> None:
    """Raises CommandFailed unless a training fits on the disk."""
    check_space(directory, _NEEDED_TO_TRAIN)


def check_space(directory: Path, needed: int) -> None:
    """Raises CommandFailed when less than `needed` bytes are free."""
    free = shutil.disk_usage(directory).free
    if free < needed:
        raise CommandFailed(
            f"磁盘空间不够：{directory} 只剩 {free // _MEGABYTE} MB，至少要 {needed // _MEGABYTE} MB。"
            "请清理，或用 TRIAGE_DATA_DIR 换一个目录。"
        )


def _cannot_write(directory: Path, error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"磁盘已满，写不进 {directory}。请清理，或用 TRIAGE_DATA_DIR 换一个目录。"
    return f"没有权限写 {directory}（{error.strerror}）。请改权限，或用 TRIAGE_DATA_DIR 换一个目录。"


def listen(host: str, port: int) -> socket.socket:
    """The socket the service will answer on, already taken, so that nobody else gets the port. Raises CommandFailed."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror as error:
        raise CommandFailed(f"不认识地址 {host}，请检查 --host。") from error
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(1024)
    except OSError as error:
        listener.close()
        raise CommandFailed(_cannot_listen(host, port, error)) from error
    listener.setblocking(False)
    return listener


def _cannot_listen(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"端口 {port} 已被占用。换一个端口，例如：PORT={port + 1} make serve，或 triage serve --port {port + 1}。"
        )
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"没有权限使用端口 {port}，请用 {_LOWEST_FREE_PORT} 以上的端口。"
    if error.errno == errno.EADDRNOTAVAIL:
        return f"这台机器没有地址 {host}，请检查 --host。"
    return f"不能在 {host}:{port} 上提供服务（{error.strerror}）。"
