/* A nested list as the tree of the ARIA patterns: arrows, Home, End, Enter, * and letters; branches come when unfolded.
   Without script the same list has links which fold and unfold by loading the page. */
(function () {
  "use strict";
  var LETTERS_MS = 700;
  var typed = "", typedAt = 0;

  function items(tree) {
    return Array.prototype.slice.call(tree.querySelectorAll("[role=treeitem]")).filter(function (item) { return item.getClientRects().length; });
  }
  function branch(item) { return item.querySelector(":scope > ul"); }
  function parent(item) { return item.parentElement.closest("[role=treeitem]"); }
  function name(item) { var way = item.querySelector("[data-ph-way]"); return way ? way.textContent.trim().toLowerCase() : ""; }

  function dress(list, level) {
    var all = Array.prototype.filter.call(list.children, function (one) { return one.matches("[data-ph-node]"); });
    all.forEach(function (item, n) {
      item.setAttribute("role", "treeitem");
      item.setAttribute("aria-level", level);
      item.setAttribute("aria-posinset", n + 1);
      item.setAttribute("aria-setsize", list.querySelector(":scope > .ph-orgs-more") ? -1 : all.length);
      if (!item.hasAttribute("tabindex")) { item.tabIndex = -1; }
      // Its name is what its row says; the arrow, which the item itself replaces, is not read.
      item.querySelectorAll(":scope > .ph-orgs-row [data-ph-fold]").forEach(function (a) { a.setAttribute("aria-hidden", "true"); });
      item.querySelectorAll(":scope > .ph-orgs-row a").forEach(function (a) { a.tabIndex = -1; });
      var sub = branch(item);
      if (sub) { sub.setAttribute("role", "group"); dress(sub, level + 1); }
      if (sub || item.dataset.phMore) { item.setAttribute("aria-expanded", String(Boolean(sub && !sub.hidden))); }
    });
  }
  function start(tree) {
    tree.setAttribute("role", "tree");
    tree.querySelectorAll(".ph-orgs-more").forEach(function (more) { more.setAttribute("role", "none"); });
    dress(tree, 1);
    var first = tree.querySelector("[role=treeitem][aria-current]") || tree.querySelector("[role=treeitem]");
    if (first) { first.tabIndex = 0; }
  }
  function to(tree, item) {
    if (!item) { return; }
    tree.querySelectorAll("[role=treeitem][tabindex='0']").forEach(function (one) { one.tabIndex = -1; });
    item.tabIndex = 0;
    item.focus();
    item.querySelector(".ph-orgs-row").scrollIntoView({ block: "nearest" });
  }
  function fetched(url) {
    return fetch(url, { headers: { "HX-Request": "true" }, credentials: "same-origin" }).then(function (r) {
      if (!r.ok) { throw new Error(String(r.status)); }
      return r.text();
    }).then(function (html) { return new DOMParser().parseFromString("<ul>" + html + "</ul>", "text/html").querySelector("ul"); });
  }
  function unfold(tree, item) {
    var sub = branch(item);
    if (sub) { sub.hidden = false; item.setAttribute("aria-expanded", "true"); return Promise.resolve(); }
    if (!item.dataset.phMore || item.hasAttribute("aria-busy")) { return Promise.resolve(); }
    item.setAttribute("aria-busy", "true");
    return fetched(item.dataset.phMore).then(function (list) {
      item.append(list);
      delete item.dataset.phMore;
      list.setAttribute("role", "group");
      dress(list, Number(item.getAttribute("aria-level")) + 1);
      item.setAttribute("aria-expanded", "true");
    }).catch(function () { window.location.assign(item.querySelector("[data-ph-fold]").href); }).finally(function () { item.removeAttribute("aria-busy"); });
  }
  function fold(item) {
    var sub = branch(item);
    if (sub) { sub.hidden = true; item.setAttribute("aria-expanded", "false"); }
  }
  function more(link) {
    var row = link.closest("li"), list = row.parentElement, owner = row.parentElement.closest("[role=treeitem]");
    fetched(link.href).then(function (next) {
      var first = next.querySelector("[data-ph-node]");
      row.replaceWith.apply(row, Array.prototype.slice.call(next.children));
      dress(list, owner ? Number(owner.getAttribute("aria-level")) + 1 : 1);
      if (first) { to(list.closest("[data-ph-tree]"), first); }
    }).catch(function () { window.location.assign(link.href); });
  }

  document.addEventListener("click", function (e) {
    var handle = e.target.closest && e.target.closest("[data-ph-tree] [data-ph-fold]");
    var rest = e.target.closest && e.target.closest("[data-ph-tree] [data-ph-rest]");
    if (e.metaKey || e.ctrlKey || e.shiftKey) { return; }
    if (rest) { e.preventDefault(); more(rest); return; }
    if (!handle) { return; }
    e.preventDefault();
    var item = handle.closest("[role=treeitem]"), tree = item.closest("[data-ph-tree]");
    if (item.getAttribute("aria-expanded") === "true") { fold(item); } else { unfold(tree, item); }
    to(tree, item);
  });
  document.addEventListener("keydown", function (e) {
    var item = e.target;
    if (!item.matches || !item.matches("[data-ph-tree] [role=treeitem]") || e.metaKey || e.ctrlKey || e.altKey) { return; }
    var tree = item.closest("[data-ph-tree]"), all = items(tree), at = all.indexOf(item);
    var open = item.getAttribute("aria-expanded"), rtl = getComputedStyle(tree).direction === "rtl";
    var key = rtl && e.key === "ArrowLeft" ? "ArrowRight" : rtl && e.key === "ArrowRight" ? "ArrowLeft" : e.key;
    var done = true;
    if (key === "ArrowDown") { to(tree, all[at + 1]); }
    else if (key === "ArrowUp") { to(tree, all[at - 1]); }
    else if (key === "Home") { to(tree, all[0]); }
    else if (key === "End") { to(tree, all[all.length - 1]); }
    else if (key === "ArrowRight") { if (open === "false") { unfold(tree, item); } else if (open === "true") { to(tree, all[at + 1]); } }
    else if (key === "ArrowLeft") { if (open === "true") { fold(item); } else { to(tree, parent(item)); } }
    else if (key === "Enter") { item.querySelector("[data-ph-way]").click(); }
    else if (key === " ") { if (open === "true") { fold(item); } else { unfold(tree, item); } }
    else if (key === "*") { Array.prototype.forEach.call(item.parentElement.children, function (one) { if (one.getAttribute("aria-expanded") === "false") { unfold(tree, one); } }); }
    else if (key.length === 1) {
      typed = Date.now() - typedAt < LETTERS_MS ? typed + key.toLowerCase() : key.toLowerCase();
      typedAt = Date.now();
      var from = typed.length > 1 ? at : at + 1;
      to(tree, all.slice(from).concat(all.slice(0, from)).find(function (one) { return name(one).indexOf(typed) === 0; }));
    } else { done = false; }
    if (done) { e.preventDefault(); e.stopPropagation(); }
  });
  function startAll() {
    document.querySelectorAll("[data-ph-tree]:not([role=tree])").forEach(start);
    var at = document.getElementById("at");
    if (at && window.location.hash === "#at" && at.closest("[data-ph-tree]")) { to(at.closest("[data-ph-tree]"), at); at.scrollIntoView({ block: "center" }); }
  }
  document.addEventListener("DOMContentLoaded", startAll);
  document.addEventListener("htmx:afterSettle", startAll);
})();
