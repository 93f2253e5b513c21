// The side panel and the form beside it: clicks go to the server as one event, what was typed by hand stays typed.
"use strict";

(() => {
  const PAUSE = 250;
  const edits = new Map(); // slip -> Map(field -> value): what was written by hand
  const timers = new Map();
  let acted = null; // what was clicked last, to find the way back when its section is written anew
  let field = null; // the field the cursor was in, with its selection

  const rootOf = (element) => element?.closest?.(".fs");
  const of = (slip) => edits.get(slip) || edits.set(slip, new Map()).get(slip);

  function tell(element, name, detail) {
    element.dispatchEvent(new CustomEvent(name, { detail }));
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-act]");
    const panel = button?.closest(".mp");
    if (!panel) return;
    acted = { part: button.closest("[data-part]")?.dataset.part, at: Date.now() };
    const answer = button.closest(".mp-answer");
    if (answer) answer.open = false; // answered anew
    tell(panel, "act", { ...button.dataset });
  });

  // ------------------------------------------------------------ the form

  function send(control) {
    const root = rootOf(control);
    if (!root) return;
    clearTimeout(timers.get(control.dataset.field));
    tell(root, "field", { id: control.dataset.field, value: control.value });
  }

  function edited(control) {
    const root = rootOf(control);
    of(root.dataset.slip).set(control.dataset.field, control.value);
    box(control).classList.remove("told");
    fault(control, "");
    clearTimeout(timers.get(control.dataset.field));
    timers.set(control.dataset.field, setTimeout(() => send(control), control.tagName === "SELECT" ? 0 : PAUSE));
  }

  const box = (control) => control.closest("[data-field-box]");

  function fault(control, words) {
    const line = box(control).querySelector(".fs-fault");
    line.textContent = words;
    control.toggleAttribute("aria-invalid", Boolean(words));
  }

  function grow(control) {
    if (control.tagName !== "TEXTAREA") return;
    control.style.height = "auto";
    control.style.height = Math.min(control.scrollHeight + 2, 220) + "px";
  }

  function fill(root) {
    const written = of(root.dataset.slip);
    const values = JSON.parse(root.dataset.values || "{}");
    for (const control of root.querySelectorAll("[data-field]")) {
      const name = control.dataset.field;
      const [value, told] = values[name] || ["", false];
      const mine = written.has(name);
      const wanted = mine ? written.get(name) : value;
      if (control.value !== wanted) control.value = wanted;
      box(control).classList.toggle("told", !mine && told);
      grow(control);
    }
    if (field && document.activeElement === document.body && Date.now() - field.at < 4000) {
      const control = root.querySelector(`[data-field="${field.name}"]`);
      control?.focus({ preventScroll: true });
      if (control?.setSelectionRange && field.from !== null) control.setSelectionRange(field.from, field.to);
    }
  }

  function faults(root) {
    const said = JSON.parse(root.dataset.faults || "{}");
    let first = null;
    for (const control of root.querySelectorAll("[data-field]")) {
      const words = said[control.dataset.field] || "";
      fault(control, words);
      first = first || (words ? control : null);
    }
    first?.focus();
  }

  document.addEventListener("input", (event) => {
    if (event.target.matches?.(".fs [data-field]")) { edited(event.target); grow(event.target); }
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches?.(".fs [data-field]")) send(event.target);
  });
  document.addEventListener("focusin", (event) => {
    if (event.target.matches?.(".fs [data-field]")) remember(event.target);
  });
  document.addEventListener("keyup", (event) => {
    if (event.target.matches?.(".fs [data-field]")) remember(event.target);
  });
  function remember(control) {
    const text = control.tagName !== "SELECT";
    field = { name: control.dataset.field, from: text ? control.selectionStart : null, to: text ? control.selectionEnd : null, at: Date.now() };
  }

  // ------------------------------------------------------------ what the server changed

  function back(part) {
    if (!acted || Date.now() - acted.at > 4000 || part.dataset.part !== acted.part || document.activeElement !== document.body) return;
    (part.querySelector("[data-act]") || part.querySelector("summary"))?.focus({ preventScroll: true });
    acted = null;
  }

  const folds = new Map(); // what was unfolded inside a section stays so
  document.addEventListener("toggle", (event) => {
    const key = event.target.dataset?.keep;
    if (key) folds.set(key, event.target.open);
  }, true);

  function look(changes) {
    const roots = new Set(), wrong = new Set(), parts = new Set();
    for (const change of changes) {
      const element = change.target.nodeType === 1 ? change.target : change.target.parentElement;
      const root = rootOf(element);
      if (root && change.attributeName === "data-faults") wrong.add(root);
      else if (root) roots.add(root);
      if (change.type === "childList") {
        for (const added of change.addedNodes) added.querySelectorAll?.(".fs").forEach((one) => roots.add(one));
        const part = element?.closest?.("[data-part]");
        if (part) parts.add(part);
      }
    }
    roots.forEach(fill);
    wrong.forEach(faults);
    for (const part of parts) {
      part.querySelectorAll("[data-keep]").forEach((one) => { if (folds.get(one.dataset.keep)) one.open = true; });
      back(part);
    }
  }

  new MutationObserver(look).observe(document.documentElement, {
    childList: true, subtree: true, attributes: true, attributeFilter: ["data-values", "data-faults", "data-slip"],
  });

  // What stands in a form now, with whatever was typed a moment ago.
  window.deskForm = {
    values(root) {
      return Object.fromEntries([...root.querySelectorAll("[data-field]")].map((one) => [one.dataset.field, one.value]));
    },
    edited(root) { return Object.fromEntries(of(root.dataset.slip)); },
  };
})();
