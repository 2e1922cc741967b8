"""What is wrong with a page as it stands in the window."""
import io

from PIL import Image
from playwright.sync_api import Page

SMALL = {"width": 1366, "height": 768}
LARGE = {"width": 1920, "height": 1080}
FEWEST_COLOURS = 40  # an empty frame without words or icons has far fewer

# what no ancestor clips or scrolls, and yet ends to the right of the window
STICKS_OUT = """() => {
  const cut = (e) => getComputedStyle(e).overflowX !== "visible";
  const clips = (e) => e && e !== document.body && (cut(e) || clips(e.parentElement));
  const out = [...document.querySelectorAll("body *")].filter((e) => {
    const box = e.getBoundingClientRect();
    return box.width > 0 && box.right > document.documentElement.clientWidth + 1 && !clips(e.parentElement);
  });
  return out.map((e) => `${e.tagName.toLowerCase()}.${e.getAttribute("class") || ""}`);
}"""
# labels of a query block or heads of a figure that run into their neighbours
RUNS_OVER = """() => {
  const labels = [...document.querySelectorAll(".query label, .query .lab, .fig span, .kpi-t, .kpi-n, .panel-h h2")];
  const over = labels.filter((e) => e.clientWidth > 0 && e.scrollWidth > e.clientWidth + 1);
  return over.map((e) => e.textContent.trim());
}"""
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def flaws(page: Page) -> list[str]:
    """Return one sentence for each flaw at the present size of the window."""
    found = [f"sticks out: {name}" for name in page.evaluate(STICKS_OUT)]
    found += [f"runs over: {words}" for words in page.evaluate(RUNS_OVER)]
    wide = page.evaluate(TOO_WIDE)
    if wide > 0:
        found.append(f"scrolls sideways by {wide} px")
    if not page.locator("h1").is_visible():
        found.append("no heading")
    return found


def flaws_at_both_sizes(page: Page) -> list[str]:
    """Return the flaws of both sizes, and whether the picture is blank."""
    found = []
    for size in (LARGE, SMALL):
        page.set_viewport_size(size)
        found += [f"{size['width']}: {flaw}" for flaw in flaws(page)]
    return found if colours(page) >= FEWEST_COLOURS else [*found, "blank"]


def colours(page: Page) -> int:
    """Return how many colours a picture of the window has, looked at in every fourth point of every fourth line."""
    with Image.open(io.BytesIO(page.screenshot())) as picture:
        sample = picture.convert("RGB").resize((picture.width // 4, picture.height // 4), Image.Resampling.NEAREST)
        return len(sample.getcolors(sample.width * sample.height))
