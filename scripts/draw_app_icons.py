"""Draw the icons of the installed app from our mark, static/img/logo.svg. Run it again when the mark changes.

    .venv/bin/python scripts/draw_app_icons.py

A maskable icon is cut to any shape: its ground reaches the edges, and the mark stays within the middle 80%.
"""

import io
import re
import shutil
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

IMAGES = Path(__file__).resolve().parent.parent / "static" / "img"
GROUND = re.compile(r"<rect [^>]*/>")


def drawings(mark: str) -> dict[str, tuple[int, str]]:
    """Return (side in pixels, SVG) by file name."""
    ground = GROUND.search(mark)[0]
    whole = ground.replace(' rx="7"', "")
    leaves = GROUND.sub("", mark[mark.index(">") + 1 : mark.rindex("</svg>")])
    head = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
    maskable = f'{head}{whole}<g transform="translate(3.2 3.2) scale(.8)">{leaves}</g></svg>'
    return {
        "icon-192.png": (192, mark),
        "icon-512.png": (512, mark),
        "icon-maskable-192.png": (192, maskable),
        "icon-maskable-512.png": (512, maskable),
    }


def main() -> None:
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        for name, (side, svg) in drawings((IMAGES / "logo.svg").read_text()).items():
            page.set_viewport_size({"width": side, "height": side})
            page.set_content(f"<style>body{{margin:0}}svg{{display:block;width:100vw;height:100vh}}</style>{svg}")
            shot = Image.open(io.BytesIO(page.screenshot(omit_background=True)))
            shot.quantize(64, method=Image.Quantize.FASTOCTREE).save(IMAGES / "app" / name, optimize=True)
        browser.close()


if __name__ == "__main__":
    main()
