"""What the package carries for the page is current, small, and says where it is from."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ASSETS = ROOT / "maps" / "assets"


def test_the_joined_script_is_current() -> None:
    command = [sys.executable, str(ROOT / "scripts" / "build_page.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_every_asset_is_in_the_notice() -> None:
    notice = (ASSETS / "NOTICE.md").read_text(encoding="utf-8")
    own = {"NOTICE.md", "skeleton.html"}
    for path in ASSETS.iterdir():
        name = f"{path.name}/" if path.is_dir() else path.name
        assert name in own or f"`{name}`" in notice, name


def test_the_assets_stay_small() -> None:
    assert sum(path.stat().st_size for path in ASSETS.rglob("*")) < 16_000_000


def test_leaflet_is_what_the_notice_says() -> None:
    script = (ASSETS / "leaflet.js").read_text(encoding="utf-8")
    assert "Leaflet 1.9.4" in script
    assert len(hashlib.sha256(script.encode()).hexdigest()) == 64
    assert "BSD 2-Clause" in (ASSETS / "LICENSE-leaflet.txt").read_text(encoding="utf-8")


def test_the_page_keeps_english_alone() -> None:
    assert [path.name for path in (ASSETS / "messages").iterdir()] == ["en.json"]


def test_every_message_is_used_and_every_used_message_exists() -> None:
    known = set(json.loads((ROOT / "maps/assets/messages/en.json").read_text(encoding="utf-8")))
    sources = [*(ROOT / "maps" / "page_src").glob("*.js"), ASSETS / "skeleton.html"]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    said = set(re.findall(r'say\("([\w.]+)"', text))
    said |= set(re.findall(r'data-say(?:-label)?="([\w.]+)"', text))
    assert said <= known
    made = (
        *("kind.", "branch.", "echelon.", "status.", "layer.", "column.", "reason.", "fact."),
        *("sheet.", "survey.", "facet.", "age.", "level.", "help.", "class.", "count."),
    )
    used = {key for key in known if key in said or f'"{key}"' in text}
    assert {key for key in known - used if not key.startswith((*made, "method.", "list."))} == set()


def test_the_pages_own_script_passes_its_own_tests() -> None:
    node = shutil.which("node")
    if node is None:
        if os.environ.get("CI"):
            pytest.fail("node is not installed")
        pytest.skip("node is not installed")
    done = subprocess.run(
        [node, "--test", "tests/js/"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:]
    assert int(re.search(r"# pass (\d+)", done.stdout).group(1)) >= 32


def test_no_module_writes_markup() -> None:
    for path in (ROOT / "maps" / "page_src").glob("*.js"):
        code = re.sub(r"//.*|/\*.*?\*/", "", path.read_text(encoding="utf-8"))
        if path.name == "page_copy.js":  # reads the page's own text, to be saved
            assert not re.search(r"outerHTML\s*=", code)
            code = code.replace("outerHTML", "")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write", code)
        assert not re.search(r"\beval\(|new Function", code)
