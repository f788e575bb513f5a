/* A search field that suggests while one types: the combobox of the ARIA patterns with a list box.
   Without script the form around it goes to a page of results; with it the same page gives its options. */
(function () {
  "use strict";
  var WAIT_MS = 120;
  var states = new WeakMap();

  function of(input) {
    if (!states.has(input)) {
      var list = document.createElement("ul");
      list.id = input.id + "-options";
      list.className = "ph-options";
      list.setAttribute("role", "listbox");
      list.setAttribute("aria-label", input.getAttribute("aria-label") || (input.labels && input.labels[0] ? input.labels[0].textContent : ""));
      list.hidden = true;
      input.insertAdjacentElement("afterend", list);
      input.setAttribute("role", "combobox");
      input.setAttribute("aria-autocomplete", "list");
      input.setAttribute("aria-expanded", "false");
      input.setAttribute("aria-controls", list.id);
      states.set(input, { list: list, timer: 0, asked: 0, at: -1 });
    }
    return states.get(input);
  }
  function options(state) { return Array.prototype.slice.call(state.list.querySelectorAll("[role=option]")); }
  function close(input) {
    var state = of(input);
    window.clearTimeout(state.timer);
    state.asked += 1;
    state.list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    mark(input, -1);
  }
  function mark(input, at) {
    var state = of(input), all = options(state);
    state.at = all.length ? (at + all.length + 1) % (all.length + 1) : -1;
    if (at < 0 || state.at === all.length) { state.at = at < -1 ? all.length - 1 : -1; }
    all.forEach(function (option, n) { option.setAttribute("aria-selected", n === state.at ? "true" : "false"); });
    if (state.at >= 0) {
      input.setAttribute("aria-activedescendant", all[state.at].id);
      all[state.at].scrollIntoView({ block: "nearest" });
    } else { input.removeAttribute("aria-activedescendant"); }
  }
  function go(option) {
    var way = option && option.querySelector("a");
    if (way) { window.location.assign(way.href); }
  }
  function ask(input) {
    var state = of(input), text = input.value.trim(), turn = state.asked += 1;
    if (!text) { close(input); return; }
    var url = new URL(input.dataset.phCombo, window.location.href);
    url.searchParams.set("q", text);
    fetch(url, { headers: { "HX-Request": "true", "X-Requested-With": "fetch" }, credentials: "same-origin", redirect: "error" }).then(function (r) {
      return r.ok ? r.text() : "";
    }).then(function (html) {
      if (turn !== state.asked || document.activeElement !== input) { return; }
      var page = new DOMParser().parseFromString(html, "text/html");
      state.list.replaceChildren.apply(state.list, page.querySelectorAll("[role=option]"));
      options(state).forEach(function (option, n) { option.id = state.list.id + "-" + n; });
      var told = page.querySelector("[data-ph-say]"), live = document.getElementById("ph-live");
      if (told && live) { live.textContent = told.textContent.trim(); }
      state.list.hidden = !options(state).length;
      input.setAttribute("aria-expanded", String(!state.list.hidden));
      mark(input, -1);
    }).catch(function () { /* the form still leads to the page */ });
  }

  document.addEventListener("input", function (e) {
    if (!e.target.matches("[data-ph-combo]")) { return; }
    var state = of(e.target);
    window.clearTimeout(state.timer);
    state.timer = window.setTimeout(ask, WAIT_MS, e.target);
  });
  document.addEventListener("focusin", function (e) { if (e.target.matches("[data-ph-combo]")) { of(e.target); } });
  document.addEventListener("focusout", function (e) {
    if (e.target.matches("[data-ph-combo]")) { window.setTimeout(function () { if (document.activeElement !== e.target) { close(e.target); } }, 150); }
  });
  document.addEventListener("keydown", function (e) {
    var input = e.target;
    if (!input.matches || !input.matches("[data-ph-combo]") || e.isComposing) { return; }
    var state = of(input), open = !state.list.hidden;
    if (e.key === "ArrowDown" || e.key === "ArrowUp") {
      e.preventDefault();
      if (open) { mark(input, e.key === "ArrowDown" ? state.at + 1 : state.at < 0 ? -2 : state.at - 1); } else { ask(input); }
    } else if (e.key === "Enter" && open && state.at >= 0) {
      e.preventDefault();
      go(options(state)[state.at]);
    } else if (e.key === "Escape" && open) {
      e.preventDefault();
      e.stopPropagation();
      close(input);
    }
  }, true);
  document.addEventListener("mousedown", function (e) {
    if (e.target.closest && e.target.closest(".ph-options")) { e.preventDefault(); }
  });
  document.addEventListener("click", function (e) {
    var option = e.target.closest && e.target.closest(".ph-options [role=option]");
    if (option && !e.target.closest("a")) { go(option); }
  });
})();
