/* Two people at one agenda: what is typed is kept as it is typed, what the other writes appears, and where both wrote
   in the same lines both texts stand until one of them chooses. Without script the forms are sent by their buttons. */
(function () {
  "use strict";
  var AFTER_MS = 1200, RETRY_MS = 6000;
  var states = new WeakMap();

  function text(form) { return form.querySelector("textarea"); }
  function version(form) { return form.querySelector("[name=version]"); }
  function of(form) {
    if (!states.has(form)) { states.set(form, { base: text(form).value, timer: 0, busy: false, theirs: null }); }
    return states.get(form);
  }
  function say(form, name) {
    var box = form.querySelector("[data-ph-together-said]");
    if (box && box.dataset[name] !== undefined) { box.textContent = box.dataset[name]; }
  }
  function dirty(form) { return text(form).value !== of(form).base; }

  /* what changed between two texts, line by line: how many lines are the same at either end */
  function span(before, after) {
    var head = 0, tail = 0, most = Math.min(before.length, after.length);
    while (head < most && before[head] === after[head]) { head += 1; }
    while (tail < most - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) { tail += 1; }
    return { head: head, tail: tail, end: before.length - tail };
  }
  /* both changes in one text, where they are in different lines; else nothing */
  function merged(base, mine, theirs) {
    var b = base.split("\n"), m = mine.split("\n"), t = theirs.split("\n");
    var own = span(b, m), other = span(b, t);
    if (own.end < other.head || own.end === other.head && own.head < own.end) {
      return m.slice(0, m.length - own.tail).concat(b.slice(own.end, other.head), t.slice(other.head)).join("\n");
    }
    if (other.end < own.head || other.end === own.head && other.head < other.end) {
      return t.slice(0, t.length - other.tail).concat(b.slice(other.end, own.head), m.slice(own.head)).join("\n");
    }
    return null;
  }
  function put(form, words) {
    var area = text(form), start = area.selectionStart, end = area.selectionEnd, at = area.value.slice(0, start);
    if (area.value === words) { return; }
    area.value = words;
    if (document.activeElement === area) {
      var moved = words.indexOf(at) === 0 ? start : Math.min(words.length, start + Math.max(0, words.length - at.length - (end - start)));
      area.setSelectionRange(words.indexOf(at) === 0 ? start : moved, words.indexOf(at) === 0 ? end : moved);
    }
  }
  /* the other wrote: taken over, joined with what is typed here, or shown beside it */
  function arrived(form, words, number, who) {
    var state = of(form), mine = text(form).value;
    if (Number(number) < Number(version(form).value)) { return; }
    if (!dirty(form) || mine === words) {
      state.base = words;
      version(form).value = number;
      put(form, words);
      return;
    }
    var both = merged(state.base, mine, words);
    if (both !== null) {
      state.base = words;
      version(form).value = number;
      put(form, both);
      later(form, 0);
      return;
    }
    state.theirs = { words: words, version: number };
    var box = form.querySelector("[data-ph-two]");
    if (!box) { return; }
    box.querySelector("[data-ph-two-who]").textContent = who;
    box.querySelector("[data-ph-two-text]").textContent = words;
    box.hidden = false;
    say(form, "two");
  }
  function choose(form, which) {
    var state = of(form), theirs = state.theirs, mine = text(form).value;
    if (!theirs) { return; }
    state.theirs = null;
    state.base = theirs.words;
    version(form).value = theirs.version;
    form.querySelector("[data-ph-two]").hidden = true;
    put(form, which === "mine" ? mine : which === "theirs" ? theirs.words : theirs.words.replace(/\s+$/, "") + "\n\n" + mine);
    text(form).focus();
    save(form);
  }

  function later(form, ms) {
    var state = of(form);
    window.clearTimeout(state.timer);
    state.timer = window.setTimeout(save, ms, form);
  }
  function save(form) {
    var state = of(form), words = text(form).value, body = new URLSearchParams();
    if (state.busy || state.theirs || !form.isConnected || !dirty(form)) { return; }
    new FormData(form).forEach(function (v, k) { if (typeof v === "string" && k !== "nonce") { body.append(k, v); } });
    state.busy = true;
    say(form, "saving");
    fetch(form.action, { method: "POST", body: body, credentials: "same-origin", redirect: "manual", headers: { "X-Requested-With": "fetch" } }).then(function (r) {
      return r.type === "opaqueredirect" || !(r.headers.get("Content-Type") || "").startsWith("application/json") ? { status: 0 } : r.json().then(function (said) { return { status: r.status, said: said }; });
    }).then(function (answer) {
      state.busy = false;
      if (answer.status === 200) {
        state.base = words;
        version(form).value = answer.said.version;
        say(form, "said");
        if (dirty(form)) { later(form, AFTER_MS); }
      } else if (answer.status === 409) {
        arrived(form, answer.said.notes, answer.said.version, answer.said.by);
      } else {
        say(form, "not");
        if (answer.status !== 422) { later(form, RETRY_MS); }
      }
    }).catch(function () { state.busy = false; say(form, "not"); later(form, RETRY_MS); });
  }
  document.addEventListener("input", function (e) {
    var form = e.target.closest && e.target.closest("form[data-ph-together]");
    if (form) { later(form, AFTER_MS); }
  });
  document.addEventListener("focusout", function (e) {
    var form = e.target.closest && e.target.closest("form[data-ph-together]");
    if (form) { save(form); }
  });
  document.addEventListener("click", function (e) {
    var choice = e.target.closest("[data-ph-two-take]");
    if (choice) { choose(choice.closest("form"), choice.dataset.phTwoTake); }
  });
  window.addEventListener("pagehide", function () {
    document.querySelectorAll("form[data-ph-together]").forEach(function (form) {
      if (dirty(form) && !of(form).theirs) { navigator.sendBeacon(form.action, new FormData(form)); }
    });
  });

  /* is there anything new? Numbers are asked for; the agenda comes anew only where nobody is typing in it */
  function typingIn(agenda) {
    var here = document.activeElement;
    return agenda.contains(here) && /^(TEXTAREA|INPUT)$/.test(here.tagName) || Array.prototype.some.call(agenda.querySelectorAll("textarea, input[type=text]"), function (field) { return field.value !== field.defaultValue; });
  }
  function ask(news) {
    var agenda = document.getElementById("agenda"), form = document.querySelector("#notes form[data-ph-together]");
    if (!agenda || document.hidden) { return; }
    var url = new URL(news.dataset.phNews, window.location.href);
    url.searchParams.set("changes", agenda.dataset.phChanges);
    url.searchParams.set("version", form ? version(form).value : "");
    fetch(url, { credentials: "same-origin", redirect: "error", headers: { "X-Requested-With": "fetch" } }).then(function (r) {
      return r.status === 200 ? r.json() : null;
    }).then(function (said) {
      if (!said) { return; }
      if (String(said.meeting || "") !== news.dataset.phMeeting && !(form && dirty(form))) { window.location.reload(); return; }
      if (form && said.notes !== undefined && !of(form).busy && !of(form).theirs) { arrived(form, said.notes, said.version, said.by); }
      if (!typingIn(agenda)) { agenda.dispatchEvent(new CustomEvent("ph:news", { bubbles: false })); }
    }).catch(function () { /* asked again in a moment */ });
  }
  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("form[data-ph-together]").forEach(of);
    var news = document.querySelector("[data-ph-news]");
    if (news) { window.setInterval(ask, 1000 * Number(news.dataset.phSeconds), news); }
  });

  /* a point is dragged to another place: the same form that its two buttons send */
  var dragged = null;
  document.addEventListener("pointerdown", function (e) {
    var row = e.target.closest("[data-ph-talk]");
    if (row) { row.draggable = !e.target.closest("a, button, textarea, summary, input"); }
  });
  document.addEventListener("dragstart", function (e) {
    dragged = e.target.closest && e.target.closest("[data-ph-talk]");
    if (dragged) { e.dataTransfer.effectAllowed = "move"; e.dataTransfer.setData("text/plain", dragged.id); }
  });
  document.addEventListener("dragover", function (e) {
    var row = e.target.closest && e.target.closest("[data-ph-talk]");
    document.querySelectorAll(".ph-drop").forEach(function (r) { if (r !== row) { r.classList.remove("ph-drop"); } });
    if (dragged && row && row !== dragged) { e.preventDefault(); row.classList.add("ph-drop"); }
  });
  document.addEventListener("dragend", function () {
    dragged = null;
    document.querySelectorAll(".ph-drop").forEach(function (r) { r.classList.remove("ph-drop"); });
  });
  document.addEventListener("drop", function (e) {
    var row = e.target.closest && e.target.closest("[data-ph-talk]");
    if (!dragged || !row || row === dragged) { return; }
    e.preventDefault();
    var form = dragged.querySelector("[data-ph-order]"), to = document.createElement("input");
    to.type = "hidden";
    to.name = "to";
    to.value = row.dataset.phTalk;
    form.querySelectorAll("input[name=to]").forEach(function (old) { old.remove(); });
    form.appendChild(to);
    form.requestSubmit();
  });
})();
