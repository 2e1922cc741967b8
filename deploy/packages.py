"""What the operating system must supply. Runs on a bare Python, before anything else is installed.

Missing packages are installed with apt when that needs no question (root, or sudo without a password); otherwise one
line names them.
"""
import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

# what WeasyPrint loads → the Debian package that has it
LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
VENV_PIP = Path(__file__).resolve().parent.parent / ".venv" / "bin" / "pip"


def loads(library: str) -> bool:
    """Return whether the dynamic linker finds ``library``: the test that WeasyPrint itself will make."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing() -> list[str]:
    """Return the Debian packages that are needed and not there."""
    packages = [package for library, package in LIBRARIES.items() if not loads(library)]
    if not VENV_PIP.exists() and importlib.util.find_spec("ensurepip") is None:
        packages.append("python3-venv")
    return packages


def privileges() -> list[str] | None:
    """Return what to put before an administrator's command, or None when it would need a password."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:  # noqa: S603
        return [sudo, "-n"]
    return None


def install(packages: list[str]) -> bool:
    """Install ``packages`` with apt and return whether that worked."""
    apt, before = shutil.which("apt-get"), privileges()
    if apt is None or before is None:
        return False
    print(f"安装系统软件包：{' '.join(packages)} …", flush=True)
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "DEBCONF_NOWARNINGS=yes"]
    command = [*before, *quiet, apt, "-qq", "-o", "Dpkg::Use-Pty=0"]
    for step in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        if subprocess.run([*command, *step], stdout=subprocess.DEVNULL, check=False).returncode:  # noqa: S603
            return False
    return True


if __name__ == "__main__":
    wanted = missing()
    if wanted and not install(wanted):
        sys.exit(f"缺少系统软件包，请管理员运行：apt-get install -y {' '.join(wanted)}，然后重新运行本命令。")
