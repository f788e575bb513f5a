/* Loaded in <head> without defer: sets the theme before the first paint.
   Everything here is a comfort; every page reads and sends without it. All listeners sit on the
   document, so that what htmx swaps in behaves like what came with the page. */
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("ph-js");

  /* words, once translated by the server */
  var words = {};
  function word(name, n) { return (words[name] || "").replace("{n}", n); }
  function readWords() {
    var box = document.getElementById("ph-words");
    if (!box) { return; }
    box.content.querySelectorAll("[data-word]").forEach(function (w) { words[w.dataset.word] = w.textContent; });
  }

  /* theme: the reader's choice on this device, else the one of the sign-in, else the system's */
  var given = root.dataset.bsTheme;
  /* a choice made here holds until another one is made in the settings */
  function stored() { try { return (localStorage.getItem("ph-theme-over") || "") === (given || "") ? localStorage.getItem("ph-theme") : null; } catch (e) { return null; } }
  function store(v) { try { localStorage.setItem("ph-theme", v); localStorage.setItem("ph-theme-over", given || ""); } catch (e) { /* private window */ } }
  var system = window.matchMedia("(prefers-color-scheme: dark)");
  function apply() {
    root.dataset.bsTheme = stored() || given || (system.matches ? "dark" : "light");
    document.dispatchEvent(new CustomEvent("ph:theme"));
  }
  apply();
  system.addEventListener("change", apply);

  function typing(el) { return el && (el.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName)); }
  function shown(el) { return Boolean(el && el.getClientRects().length); }
  function say(text) {
    var live = document.getElementById("ph-live");
    if (!live) { return; }
    live.textContent = "";
    window.setTimeout(function () { live.textContent = text; }, 50);
  }

  /* toasts */
  var TOAST_MS = 8000;
  function toast(text, act) {
    var box = document.getElementById("ph-toasts");
    if (!box || !text) { return; }
    var t = document.createElement("div");
    t.className = "ph-toast ph-toast-off";
    t.setAttribute("role", "alert");
    var s = document.createElement("span");
    s.textContent = text;
    t.appendChild(s);
    if (act) { t.appendChild(act); }
    var x = document.createElement("button");
    x.type = "button";
    x.dataset.phDismiss = "";
    x.textContent = word("close");
    t.appendChild(x);
    box.replaceChildren(t);
  }
  function link(text, href, blank) {
    var a = document.createElement("a");
    a.href = href;
    a.textContent = text;
    if (blank) { a.target = "_blank"; a.rel = "noopener"; }
    return a;
  }
  /* a word of success leaves by itself, unless somebody is about to use it */
  function ageToasts() {
    document.querySelectorAll("[data-ph-toast]:not([data-ph-aged])").forEach(function (t) {
      t.dataset.phAged = "";
      t.querySelectorAll("[data-ph-dismiss]").forEach(function (b) { b.hidden = false; });
      if (t.getAttribute("role") === "alert") { return; }
      window.setTimeout(function leave() {
        if (t.matches(":hover, :focus-within")) { window.setTimeout(leave, TOAST_MS); } else { t.remove(); }
      }, TOAST_MS);
    });
  }

  /* menus made of <details> */
  function closeMenus(except) {
    document.querySelectorAll("details[data-ph-menu][open]").forEach(function (d) {
      if (!except || !d.contains(except)) { d.open = false; }
    });
  }

  /* the inbox: j and k move, c comments, 1 to 4 react; the rows are looked up at each press */
  function rows() { return Array.prototype.slice.call(document.querySelectorAll("[data-ph-row]")).filter(shown); }
  function current() { return document.querySelector("[data-ph-row].ph-cur"); }
  function open(row) {
    document.querySelectorAll("[data-ph-row].ph-cur").forEach(function (r) {
      if (r !== row) { r.open = false; r.classList.remove("ph-cur"); }
    });
    if (!row) { return; }
    row.open = true;
    row.classList.add("ph-cur");
    row.querySelector("summary").focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }
  function step(by) {
    var all = rows(), at = all.indexOf(current());
    if (at < 0) { at = all.findIndex(function (r) { return r.open; }); }
    var next = at < 0 ? (by > 0 ? 0 : -1) : at + by;
    if (all[next]) { open(all[next]); }
  }
  var keys = {
    "/": function () {
      var s = document.getElementById("ph-search");
      if (!shown(s)) { return false; }
      s.focus(); s.select();
      return true;
    },
    j: function () { if (!rows().length) { return false; } step(1); return true; },
    k: function () { if (!rows().length) { return false; } step(-1); return true; },
    c: function () {
      var row = current() || rows().find(function (r) { return r.open; });
      var text = row && row.querySelector("textarea");
      if (!text) { return false; }
      text.focus();
      return true;
    }
  };
  function react(n) {
    var row = current() || rows().find(function (r) { return r.open; });
    var button = row && row.querySelectorAll("[data-ph-react]")[n - 1];
    if (button) { button.click(); }
    return Boolean(button);
  }

  document.addEventListener("keydown", function (e) {
    if (e.key === "Escape") {
      var menu = document.querySelector("details[data-ph-menu][open]");
      if (menu) { menu.open = false; menu.querySelector("summary").focus(); return; }
      if (typing(document.activeElement)) {
        var leave = document.activeElement.form && document.activeElement.form.querySelector("[data-ph-leave]");
        if (leave) { leave.click(); return; }
        var row = document.activeElement.closest("[data-ph-row]");
        document.activeElement.blur();
        if (row) { row.querySelector("summary").focus({ preventScroll: true }); }
      }
      return;
    }
    if ((e.ctrlKey || e.metaKey) && e.key === "Enter" && e.target.form && e.target.matches("textarea")) {
      e.preventDefault();
      e.target.form.requestSubmit(e.target.form.querySelector(".btn-primary[type=submit]") || undefined);
      return;
    }
    if (typing(e.target) || e.metaKey || e.ctrlKey || e.altKey || e.isComposing) { return; }
    var done = /^[1-4]$/.test(e.key) ? react(Number(e.key)) : Object.hasOwn(keys, e.key) && keys[e.key]();
    if (done) { e.preventDefault(); }
  });

  document.addEventListener("click", function (e) {
    closeMenus(e.target);
    var way = e.target.closest(".ph-errors a[href^='#']");
    var field = way && document.getElementById(way.hash.slice(1));
    if (field) { e.preventDefault(); field.focus(); field.scrollIntoView({ block: "center" }); }
    var b = e.target.closest("[data-ph-theme], [data-ph-dismiss], [data-ph-print]");
    if (!b) { return; }
    if (b.hasAttribute("data-ph-theme")) { store(root.dataset.bsTheme === "dark" ? "light" : "dark"); apply(); }
    if (b.hasAttribute("data-ph-dismiss")) { b.closest(".ph-toast").remove(); }
    if (b.hasAttribute("data-ph-print")) { window.print(); }
  });
  /* the row one opens by hand becomes the current one */
  document.addEventListener("toggle", function (e) {
    var row = e.target;
    if (row.matches && row.matches("[data-ph-row]") && row.open && !row.classList.contains("ph-cur")) {
      document.querySelectorAll("[data-ph-row].ph-cur").forEach(function (r) { r.classList.remove("ph-cur"); });
      row.classList.add("ph-cur");
    }
  }, true);
  /* a choice that needs no button when there is script: filters, scope */
  document.addEventListener("change", function (e) {
    var form = e.target.closest("form[data-ph-auto]");
    if (form) { form.requestSubmit(); }
  });

  /* a second press of "send" while the first is under way does nothing */
  document.addEventListener("submit", function (e) {
    if (e.target.dataset.phSent !== undefined) { e.preventDefault(); e.stopImmediatePropagation(); }
  }, true);
  document.addEventListener("submit", function (e) {
    var form = e.target;
    if (form.method === "get") { return; }
    form.dataset.phSent = "";
    form.setAttribute("aria-busy", "true");
    window.setTimeout(free, 10000, form);
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-ph-sent]").forEach(free);
  });
  function free(form) { delete form.dataset.phSent; form.removeAttribute("aria-busy"); }

  /* drafts: kept a few seconds after the last key, and when the page goes away */
  var AFTER_MS = 3000, RETRY_MS = 15000, drafts = new Map();
  function draftOf(form) {
    if (!drafts.has(form)) { drafts.set(form, { timer: 0, saved: 0, changed: 0, kept: 0, state: "" }); }
    return drafts.get(form);
  }
  function draftBody(form) {
    var body = new URLSearchParams();
    new FormData(form).forEach(function (v, k) { if (typeof v === "string") { body.append(k, v); } });
    body.set("draft_key", form.dataset.phDraft);
    body.delete("nonce"); /* which is of the sending alone: kept with a draft, it would be used up */
    return body;
  }
  function draftUrl(form) { return form.dataset.phDraftUrl || document.body.dataset.phDraftUrl; }
  function showDraft(form, name, n) {
    var d = draftOf(form), box = form.querySelector("[data-ph-saved]");
    if (!box) { return; }
    if (name === "not-saved" || name === "signed-out") { box.classList.add("ph-saved-not"); } else { box.classList.remove("ph-saved-not"); }
    /* readers hear a change of state, not every tick of the clock */
    box.setAttribute("aria-live", d.state === name || name === "saving" || name.indexOf("saved-") === 0 && d.state.indexOf("saved-") === 0 ? "off" : "polite");
    d.state = name;
    box.replaceChildren(document.createTextNode(word(name, n)));
    if (name === "signed-out") { box.append(" ", link(word("sign-in"), "/accounts/login/", true)); }
  }
  function keep(form) {
    var d = draftOf(form), url = draftUrl(form), version = d.changed;
    window.clearTimeout(d.timer);
    d.timer = 0;
    if (!url || !form.isConnected || version === d.kept || form.dataset.phSent !== undefined) { return; }
    showDraft(form, "saving");
    fetch(url, { method: "POST", body: draftBody(form), credentials: "same-origin", redirect: "manual", headers: { "X-Requested-With": "fetch" } }).then(function (r) {
      if (r.ok) { d.kept = version; d.saved = Date.now(); showDraft(form, "saved-now"); return; }
      showDraft(form, r.type === "opaqueredirect" || r.status === 401 || r.status === 403 ? "signed-out" : "not-saved");
      d.timer = window.setTimeout(keep, RETRY_MS, form);
    }).catch(function () {
      showDraft(form, "not-saved");
      d.timer = window.setTimeout(keep, RETRY_MS, form);
    });
  }
  function typed(e) {
    var form = e.target.form || (e.target.closest && e.target.closest("form"));
    if (!form || form.dataset.phDraft === undefined) { return; }
    var d = draftOf(form);
    d.changed += 1;
    window.clearTimeout(d.timer);
    d.timer = window.setTimeout(keep, AFTER_MS, form);
  }
  document.addEventListener("input", typed);
  document.addEventListener("change", typed);
  function keepAll(part) {
    drafts.forEach(function (d, form) {
      if (part instanceof Element && !part.contains(form)) { return; }
      if (d.changed !== d.kept && form.isConnected && form.dataset.phSent === undefined && draftUrl(form)) {
        if (navigator.sendBeacon(draftUrl(form), draftBody(form))) { d.kept = d.changed; }
      }
    });
  }
  window.addEventListener("pagehide", keepAll);
  document.addEventListener("visibilitychange", function () { if (document.visibilityState === "hidden") { keepAll(); } });
  window.addEventListener("online", function () { drafts.forEach(function (d, form) { if (d.changed !== d.kept) { keep(form); } }); });
  window.setInterval(function () {
    drafts.forEach(function (d, form) {
      if (!form.isConnected) { drafts.delete(form); return; }
      if (!d.saved || d.state.indexOf("saved-") !== 0) { return; }
      var s = Math.round((Date.now() - d.saved) / 1000);
      if (s >= 60) { showDraft(form, "saved-minutes", Math.round(s / 60)); } else if (s >= 5) { showDraft(form, "saved-seconds", s); }
    });
  }, 4000);

  /* htmx: what came back instead of a fragment, and what to say about it */
  function whole(xhr) { return /^\s*<!doctype/i.test(xhr.responseText || ""); }
  function signedOut(xhr) { return /\/accounts\//.test(xhr.responseURL || "") && !/\/accounts\//.test(location.pathname); }
  function sentence(xhr) {
    if (!whole(xhr)) { return ""; }
    var s = new DOMParser().parseFromString(xhr.responseText, "text/html").querySelector("[data-ph-sentence]");
    return s ? s.textContent.trim() : "";
  }
  document.addEventListener("htmx:beforeSwap", function (e) {
    var d = e.detail, xhr = d.xhr;
    if (signedOut(xhr)) {
      d.shouldSwap = false;
      toast(word("signed-out"), link(word("sign-in"), "/accounts/login/", true));
    } else if (whole(xhr) && /data-ph-conflict/.test(xhr.responseText)) {
      d.target = document.getElementById("main");
      d.swapOverride = "outerHTML";
      d.selectOverride = "#main";
    } else if (whole(xhr) && xhr.status >= 400) {
      d.shouldSwap = false;
      toast(sentence(xhr) || word("failed"));
    } else if (whole(xhr) && !d.boosted) {
      takeFrom(d, new DOMParser().parseFromString(xhr.responseText, "text/html"));
    }
    if (d.shouldSwap) { keepAll(d.target); } /* of what is about to go */
  });
  /* a whole page where a part was asked for (an act that led on by redirect): the same part of it,
     or all that is not the frame; its words come along */
  function takeFrom(d, doc) {
    var id = d.target && d.target.id, toasts = doc.getElementById("ph-toasts");
    if (!id || !doc.getElementById(id)) {
      d.target = document.getElementById("main");
      id = "main";
      document.title = doc.title;
      var path = new URL(d.xhr.responseURL, location.href);
      if (path.href !== location.href) { history.pushState({}, "", path); }
    }
    d.swapOverride = "outerHTML";
    d.selectOverride = "#" + CSS.escape(id);
    if (toasts && toasts.children.length) { document.getElementById("ph-toasts").replaceChildren.apply(document.getElementById("ph-toasts"), toasts.children); }
  }
  window.addEventListener("popstate", function () { location.reload(); });
  document.addEventListener("htmx:responseError", function (e) {
    var s = e.detail.xhr.status;
    toast(sentence(e.detail.xhr) || word(s === 403 ? "forbidden" : s === 404 ? "gone" : s === 429 ? "slow-down" : "failed"));
  });
  document.addEventListener("htmx:sendError", function () { toast(word("offline")); });
  document.addEventListener("htmx:timeout", function () { toast(word("offline")); });
  document.addEventListener("htmx:beforeRequest", function (e) { e.detail.elt.setAttribute("aria-busy", "true"); });
  document.addEventListener("htmx:afterRequest", function (e) {
    e.detail.elt.removeAttribute("aria-busy");
    if (e.detail.elt.matches("form")) { free(e.detail.elt); }
  });
  /* after a swap: keep the keyboard where the work is, and say what changed */
  document.addEventListener("htmx:afterSettle", function (e) {
    ageToasts();
    reveal();
    var part = e.detail.elt;
    if (!part || !part.querySelector) { return; }
    var told = part.matches("[data-ph-say]") ? part : part.querySelector("[data-ph-say]");
    if (told && shown(told)) { say((told.dataset.phSay || told.textContent).trim().replace(/\s+/g, " ")); }
    var focus = part.querySelector("[data-ph-focus]") || (document.activeElement === document.body && landing(part));
    if (focus && shown(focus)) { focus.focus({ preventScroll: false }); return; }
    if (document.activeElement === document.body) {
      var next = current() || rows().find(function (r) { return r.open; });
      if (next) { open(next); }
    }
  });

  /* where the keyboard goes on when what it was on has gone: a link, or the first field of a form */
  function landing(part) {
    var land = part.querySelector("[data-ph-land]");
    return land && (land.matches("form") ? land.querySelector("input:not([type=hidden]), select, textarea") : land);
  }

  function reveal() {
    document.querySelectorAll("[data-ph-theme][hidden], [data-ph-print][hidden]").forEach(function (b) { b.hidden = false; });
    document.querySelectorAll("[data-ph-noscript]").forEach(function (b) { b.hidden = true; });
  }

  document.addEventListener("DOMContentLoaded", function () {
    readWords();
    reveal();
    ageToasts();
    var summary = document.querySelector("[data-ph-focus]");
    if (summary) { summary.focus(); }
    var first = rows().find(function (r) { return r.open; });
    if (first) { first.classList.add("ph-cur"); }
    /* figures open their numbers on paper */
    window.addEventListener("beforeprint", function () {
      document.querySelectorAll("details.ph-data:not([open]), details.ph-print:not([open])").forEach(function (d) { d.dataset.phShut = ""; d.open = true; });
    });
    window.addEventListener("afterprint", function () {
      document.querySelectorAll("details[data-ph-shut]").forEach(function (d) { delete d.dataset.phShut; d.open = false; });
    });
  });
})();
