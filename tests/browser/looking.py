"""What a page must be in a browser, whoever made it: quiet console, kept policy, readable by all, never too wide."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Page

AXE = Path(__file__).resolve().parents[2] / ".assets-test" / "axe.min.js"
NARROW = {"width": 320, "height": 700}
# In the dark only the colours differ.
READ = {
    "light": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "dark": {"type": "rule", "values": ["color-contrast"]},
}
REPORTS = """
window.__refused = [];
document.addEventListener("securitypolicyviolation", function (e) {
  window.__refused.push(e.violatedDirective + " " + (e.blockedURI || e.sourceFile || ""));
});
"""
# Playwright's own way of waiting composes its question in the page, where our policy forbids that.
SETTLED = """async () => {
  for (let tried = 0; document.querySelector(".htmx-request") || document.fonts.status !== "loaded"; tried++) {
    if (tried > 500) { throw new Error("a request, or a font, has been on its way for ten seconds"); }
    await new Promise(done => setTimeout(done, 20));
  }
}"""
RUN_AXE = """async (only) => {
  const found = await axe.run(document, {runOnly: only, resultTypes: ["violations"]});
  return found.violations.map(v => v.id + ": " + v.help + " | " + v.nodes.map(n => n.html.slice(0, 160) + " " +
    (n.any[0] ? n.any[0].message : "")).join(" || "));
}"""
# Symbols that a page names and the sprite does not have: a hole nobody reports.
MISSING_SYMBOLS = """async () => {
  const names = {};
  document.querySelectorAll("use").forEach(u => {
    const [file, id] = u.getAttribute("href").split("#");
    (names[file] = names[file] || new Set()).add(id);
  });
  const missing = [];
  for (const [file, ids] of Object.entries(names)) {
    const sprite = new DOMParser().parseFromString(await (await fetch(file)).text(), "image/svg+xml");
    ids.forEach(id => { if (!sprite.getElementById(id)) { missing.push(id); } });
  }
  return missing;
}"""
TOO_WIDE = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) { return []; }
  const out = [];
  document.querySelectorAll("body *").forEach(e => {
    const box = e.getBoundingClientRect();
    const outside = box.width && (box.right > room + 1 || box.left < -1);
    if (outside && !e.closest(".ph-wide-box, .ph-scroll, .ph-sr, .ph-skip")) {
      out.push(e.tagName + "." + e.className + " " + Math.round(box.right));
    }
  });
  return out.slice(0, 5).concat("page " + document.documentElement.scrollWidth);
}"""
# WCAG 2.5.8: 24 px, unless it stands in a sentence or keeps its distance.
TOO_SMALL = """() => {
  const out = [];
  document.querySelectorAll("button, summary, input:not([type=hidden]), select, .btn, nav a").forEach(e => {
    if (e.closest(".ph-sr, .ph-skip, .ph-seg, .ph-mood, [hidden]") || e.matches(".ph-sr")) { return; }
    const target = e.closest("label") || e;
    const box = target.getBoundingClientRect();
    if (box.width && box.height && (box.width < 24 || box.height < 24)) {
      out.push(e.outerHTML.slice(0, 120) + " " + Math.round(box.width) + "x" + Math.round(box.height));
    }
  });
  return out;
}"""

# Letters under one another where a column has no room, and what lies over its neighbour.
CROWDED = """() => {
  const out = [];
  document.querySelectorAll("body *").forEach(e => {
    const says = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim().length > 5);
    if (!says || e.closest(".ph-sr, .ph-skip, svg, script, style, option")) { return; }
    let room = e;
    while (getComputedStyle(room).display === "inline") { room = room.parentElement; }
    const box = room.getBoundingClientRect();
    if (box.height > 90 && box.width < 36) { out.push("no room for " + e.textContent.trim().slice(0, 40)); }
  });
  document.querySelectorAll(".ph-chip, .btn").forEach(e => {
    const around = e.parentElement;
    if (e.closest(".ph-sr, .ph-wide-box, .ph-scroll") || getComputedStyle(around).display === "inline") { return; }
    const box = e.getBoundingClientRect(), room = around.getBoundingClientRect();
    const over = Math.max(box.right - room.right, room.left - box.left);
    if (box.width && room.width && over > 14) { out.push("lies over " + e.textContent.trim().slice(0, 40)); }
  });
  return out.slice(0, 5);
}"""


@dataclass
class Eyes:
    """Watches one page from its first byte; `check` says what is wrong with what is shown now."""

    page: Page
    said: list[str] = field(default_factory=list)

    def open(self) -> Eyes:
        self.page.add_init_script(REPORTS)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.said.append(f"error: {error}"))
        self.page.on("requestfailed", lambda request: self._failed(request.url, request.failure))
        return self

    def _console(self, message: ConsoleMessage) -> None:
        """A page that answers 404 by design is named by the browser; that line is not ours."""
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            self.said.append(f"{message.type}: {message.text}")

    def _failed(self, url: str, failure: str | None) -> None:
        if failure and "ERR_ABORTED" not in failure:
            self.said.append(f"failed: {url} {failure}")

    def refused(self) -> list[str]:
        return self.page.evaluate("window.__refused || []")

    def check(self, schemes: Iterable[str] = ("light", "dark")) -> None:
        """The whole list, as one failure."""
        self.page.evaluate(SETTLED)
        wrong = [f"console {line}" for line in self.said]
        wrong += self.each_chart()
        wrong += [f"policy {line}" for line in self.refused()]
        wrong += [f"no symbol {name}" for name in self.page.evaluate(MISSING_SYMBOLS)]
        wrong += [f"crowded {line}" for line in self.page.evaluate(CROWDED)]
        wrong += self.readable(schemes)
        wrong += self.narrow()
        assert not wrong, f"{self.page.url}\n" + "\n".join(wrong)

    def each_chart(self) -> list[str]:
        """Point at every chart: a tooltip must not need an inline style."""
        charts = self.page.locator("[data-ph-chart]")
        empty = []
        for i in range(charts.count()):
            charts.nth(i).scroll_into_view_if_needed()
            charts.nth(i).hover()
            if not charts.nth(i).locator("svg path").count():
                empty.append(f"nothing drawn in chart {i}")
        return empty

    def readable(self, schemes: Iterable[str]) -> list[str]:
        wrong = []
        before = self.page.evaluate("document.documentElement.dataset.bsTheme")
        self.page.evaluate(AXE.read_text())
        for scheme in schemes:
            self.page.evaluate("s => { document.documentElement.dataset.bsTheme = s; }", scheme)
            wrong += [f"axe {scheme} {line}" for line in self.page.evaluate(RUN_AXE, READ[scheme])]
        self.page.evaluate("s => { document.documentElement.dataset.bsTheme = s; }", before)
        return wrong

    def narrow(self) -> list[str]:
        before = self.page.viewport_size
        self.page.set_viewport_size(NARROW)  # type: ignore[arg-type]  # a plain dict will do
        self.page.wait_for_timeout(150)
        wrong = [f"too wide at 320 {line}" for line in self.page.evaluate(TOO_WIDE)]
        wrong += [f"crowded at 320 {line}" for line in self.page.evaluate(CROWDED)]
        wrong += [f"too small at 320 {line}" for line in self.page.evaluate(TOO_SMALL)]
        if before:
            self.page.set_viewport_size(before)
        return wrong
