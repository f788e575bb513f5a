/* Dragging a team onto another is a shortcut to the page that says what would move; buttons do the same. */
(function () {
  "use strict";
  var dragged = null;
  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("[data-ph-team]").forEach(function (row) { row.draggable = true; });
    document.querySelectorAll("[data-ph-drag-hint]").forEach(function (hint) { hint.hidden = !window.matchMedia("(pointer: fine)").matches; });
  });
  function over(e) { return e.target.closest && e.target.closest("[data-ph-team]"); }
  document.addEventListener("dragstart", function (e) {
    dragged = over(e);
    if (dragged) { e.dataTransfer.effectAllowed = "move"; e.dataTransfer.setData("text/plain", dragged.dataset.phTeam); }
  });
  document.addEventListener("dragover", function (e) {
    var row = over(e);
    document.querySelectorAll(".ph-drop").forEach(function (r) { if (r !== row) { r.classList.remove("ph-drop"); } });
    if (dragged && row && row !== dragged) { e.preventDefault(); row.classList.add("ph-drop"); }
  });
  document.addEventListener("dragend", function () {
    dragged = null;
    document.querySelectorAll(".ph-drop").forEach(function (r) { r.classList.remove("ph-drop"); });
  });
  document.addEventListener("drop", function (e) {
    var row = over(e);
    if (!dragged || !row || row === dragged) { return; }
    e.preventDefault();
    var url = new URL(dragged.dataset.phTeam, window.location.href);
    url.searchParams.set("to", row.dataset.phTeamPk);
    window.location.assign(url);
  });
})();
