#!/bin/sh
# Builds the wheel and proves it: installed where the checkout cannot be imported, it works from an empty folder.
# PYTHON names an interpreter that has build, hatchling and the dependencies. Nothing is fetched, nothing is left behind.
set -eu

python=${PYTHON:-python3}
case $python in */*) python=$(cd "$(dirname "$python")" && pwd)/$(basename "$python") ;; esac
checkout=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

fail() {
    echo "wheel test: $*" >&2
    exit 1
}

unset PYTHONPATH PYTHONHOME || true
for name in $(env | sed -n 's/^\(FIXPOINT_[A-Z_]*\)=.*/\1/p'); do unset "$name"; done

# From a copy, so that no build/ or dist/ appears in the checkout.
mkdir "$work/source" "$work/wheel" "$work/empty" "$work/dependencies"
(cd "$checkout" && tar -cf - bot rules knowledge pyproject.toml hatch_build.py README.md) | tar -xf - -C "$work/source"
(cd "$work/source" && "$python" -m build --wheel --no-isolation --outdir "$work/wheel" . >"$work/build.log" 2>&1) ||
    { cat "$work/build.log" >&2; fail "the wheel cannot be built"; }
wheel=$(ls "$work"/wheel/*.whl)

"$python" - "$wheel" "$checkout" <<'PYTHON_END' || fail "the wheel does not carry what it must"
import sys
import zipfile
from pathlib import Path

wheel, checkout = Path(sys.argv[1]), Path(sys.argv[2])
names = set(zipfile.ZipFile(wheel).namelist())
wanted = {path.relative_to(checkout).as_posix() for path in (checkout / "bot").rglob("*.py")}
wanted |= {path.relative_to(checkout).as_posix() for path in (checkout / "bot").rglob("*.sql")}
for folder, pattern in (("rules", "*.yaml"), ("knowledge", "*.md")):
    wanted |= {f"bot/_content/{path.relative_to(checkout).as_posix()}" for path in (checkout / folder).glob(pattern)}
missing = sorted(wanted - names)
foreign = sorted(name for name in names if not name.startswith(("bot/", "fixpoint_advisor-")) or name.endswith(".pyc"))
for name in missing:
    print("wheel test: missing:", name, file=sys.stderr)
for name in foreign:
    print("wheel test: does not belong there:", name, file=sys.stderr)
sys.exit(bool(missing or foreign))
PYTHON_END

# The dependencies are those of $python, but not its site-packages as such: an editable install would bring the checkout.
"$python" - "$work/dependencies" <<'PYTHON_END'
import sys
import sysconfig
from pathlib import Path

here = Path(sys.argv[1])
for folder in {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}:
    for entry in Path(folder).iterdir():
        ours = entry.name.lower().replace("-", "_")
        if entry.suffix != ".pth" and not ours.startswith(("_editable_impl_fixpoint", "fixpoint_advisor", "__editable__")):
            if not (here / entry.name).exists():
                (here / entry.name).symlink_to(entry)
PYTHON_END

"$python" -m venv --without-pip "$work/venv"
site=$("$work/venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
echo "$work/dependencies" >"$site/dependencies.pth"
cd "$work/empty"
if "$work/venv/bin/python" -c 'import bot' 2>/dev/null; then fail "bot can be imported without the wheel"; fi
"$python" -m pip --python "$work/venv/bin/python" install --quiet --disable-pip-version-check --no-deps --no-index "$wheel"

where=$("$work/venv/bin/python" -c 'import bot; print(bot.__file__)')
case $where in "$work"/*) ;; *) fail "bot is imported from $where" ;; esac

fixpoint=$work/venv/bin/fixpoint
"$fixpoint" check >check.txt || fail "fixpoint check: $(cat check.txt)"
grep -q 'no findings' check.txt || fail "fixpoint check says: $(cat check.txt)"
"$fixpoint" test >test.txt || fail "fixpoint test: $(cat test.txt)"
printf 'Start\nA colleague, on the side\nregulated\nPartly\n/advice\n' | "$fixpoint" chat >chat.txt 2>chat.err ||
    fail "fixpoint chat: $(cat chat.err)"
grep -q 'Our advice: managed services' chat.txt || fail "fixpoint chat gave no advice: $(tail -n 20 chat.txt)"
test -f data/fixpoint.db || fail "fixpoint chat kept nothing"
echo "wheel test: $(basename "$wheel") works from an empty folder"
