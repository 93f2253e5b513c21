// Labelling by keyboard. Nothing is decided here: a key makes a wish with the id and version that stand on the screen,
// and the server says what became of it. The next item is there at once; a wish never moves to another item.
"use strict";

(() => {
  const chosen = { id: null, category: "", intent: "", group: true };
  const PATIENCE = 15000;
  let old = null;  // the list that is about to be replaced: its keys do nothing any more, those of the new one at once

  const root = () => document.querySelector("[data-review]");
  const find = (what) => root()?.querySelector(what);
  const all = (what) => [...(root()?.querySelectorAll(what) ?? [])];
  const tell = (name, detail) => root().dispatchEvent(new CustomEvent(name, { detail }));
  const waiting = () => Boolean(old?.isConnected);
  const current = () => find(".rv-row[aria-current=true]");
  const free = (row) => row && !row.dataset.state;

  function say(words, bad = false) {
    const place = find(".rv-say");
    if (!place) return;
    place.textContent = words;
    place.classList.toggle("bad", bad);
  }

  function show(row) {
    for (const one of all(".rv-row")) one.setAttribute("aria-current", String(one === row));
    for (const one of all(".rv-item")) one.hidden = one.dataset.for !== row?.dataset.id;
    row?.scrollIntoView({ block: "nearest" });
    find(".rv-items")?.scrollTo(0, 0);
    choose("");
  }

  // What was chosen belongs to the item on the screen; whenever another stands there, nothing is chosen.
  function here() {
    const row = current();
    if ((row?.dataset.id ?? null) !== chosen.id) choose("");
    return row;
  }

  function choose(category) {
    const row = current();
    chosen.id = row?.dataset.id ?? null;
    chosen.category = category;
    for (const one of all(".rv-cat")) one.setAttribute("aria-pressed", String(one.dataset.cat === category));
    for (const one of all(".rv-list")) one.hidden = one.dataset.list !== category;
    const best = category && row?.getAttribute("data-best-" + category.replaceAll("_", "-"));
    pick(best || "");
  }

  function pick(intent) {
    chosen.intent = intent;
    let button = null;
    for (const one of all(".rv-intent")) {
      const on = one.dataset.intent === intent;
      one.setAttribute("aria-pressed", String(on));
      if (on) button = one;
    }
    button?.scrollIntoView({ block: "nearest" });
    paint(button);
  }

  function paint(button) {
    const row = current(), alike = Number(row?.dataset.alike ?? 1), act = find("[data-do=label]");
    if (act) {
      act.disabled = !(chosen.intent && free(row));
      find(".rv-means").textContent = button ? button.dataset.means : chosen.category ? "再按字母选情形" : "先按 1–6 选类别";
      find(".rv-means").classList.toggle("soft", !button);
      find(".rv-beside").textContent = button?.dataset.beside ? "容易混：" + button.dataset.beside.replaceAll("\n", " ") : "";
      find(".rv-confirm").textContent = button ? "确认：" + button.dataset.words : "确认";
      const group = find(".rv-group");
      group.hidden = alike < 2;
      group.querySelector("input").checked = chosen.group;
      find(".rv-group-words").textContent = chosen.group ? alike + " 条相同，一起改" : "只改这一条（共 " + alike + " 条相同）";
    }
    for (const one of all("[data-do=skip], [data-do=lawyer], [data-do=reopen]")) one.disabled = !free(row);
  }

  function next(row) {
    const list = all(".rv-row"), at = list.indexOf(row);
    const to = list.slice(at + 1).find(free) ?? list.find(free);
    show(to ?? null);
    if (!to) more();
  }

  // A new list is asked for only when every wish of this one has been answered.
  function more() {
    if (waiting() || all(".rv-row").some((row) => free(row) || row.dataset.state === "sent")) return;
    if (!all(".rv-row").some((row) => row.dataset.state === "done")) return;
    old = find(".rv-queue");
    say("正在取下一批…");
    tell("reviewmore", {});
  }

  function act(kind) {
    const row = here();
    if (waiting() || !free(row) || (kind === "label" && !chosen.intent)) return;
    if (kind === "label" && !find(`.rv-intent[data-intent="${chosen.intent}"]`)) return;
    const { id, version, newest, alike } = row.dataset;
    const many = Number(alike) > 1 && (chosen.group || kind === "reopen");
    row.dataset.state = "sent";
    row.querySelector(".rv-done").textContent = "正在写入…";
    setTimeout(() => { if (row.dataset.state === "sent") row.querySelector(".rv-done").textContent = "还没有收到回音"; }, PATIENCE);
    tell("reviewdo", { kind, id: Number(id), version: Number(version), newest: many ? Number(newest) : null, intent: kind === "label" ? chosen.intent : "" });
    next(row);
  }

  function undo() {
    if (waiting()) return;
    const list = old = find(".rv-queue");
    setTimeout(() => { if (old === list) old = null; }, PATIENCE);
    tell("reviewdo", { kind: "undo" });
  }

  function counts(numbers) {
    for (const place of all("[data-count]")) place.textContent = (numbers[place.dataset.count] ?? 0).toLocaleString("en");
  }

  window.reviewCounts = counts;
  window.reviewSay = (what) => { old = null; say(what.words); counts(what.counts); };
  window.reviewDone = (what) => {
    counts(what.counts);
    const row = find(`.rv-row[data-id="${what.id}"]`);
    if (row) {
      row.dataset.state = what.ok ? "done" : "failed";
      row.querySelector(".rv-done").textContent = what.words;
    }
    say(what.words, !what.ok);
    if (!current()) more();
  };
  window.reviewFresh = (what) => {
    old = null;
    say("");
    counts(what.counts);
    if (here()) pick(chosen.intent);
    else show(find(".rv-row"));
  };

  function step(by) {
    const list = all(".rv-row"), at = list.indexOf(current());
    if (list.length) show(list[Math.min(list.length - 1, Math.max(0, at + by))]);
  }

  function letter(key) {
    return chosen.category && find(`.rv-list[data-list="${chosen.category}"] [data-letter="${key}"]`);
  }

  document.addEventListener("keydown", (event) => {
    if (!root() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
    if (typing(event.target) || document.querySelector(".q-dialog")) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    // elsewhere Enter belongs to the link or button that has the focus
    const ours = event.target === document.body || event.target.id === "place" || event.target.closest?.(".rv-row, .rv-choices, .rv-item");
    here();
    if (key === "j" || key === "ArrowDown") step(1);
    else if (key === "k" || key === "ArrowUp") step(-1);
    else if (key === "u") undo();
    else if (key === "Escape") choose("");
    else if (!find(".rv-choices")) return;
    else if (/^[1-6]$/.test(key)) { if (!waiting() && free(current())) choose(all(".rv-cat")[Number(key) - 1].dataset.cat); }
    else if (key === "Enter" && ours) act("label");
    else if (key === "s" || key === "w") { const kind = key === "s" ? "skip" : "lawyer"; if (find(`[data-do=${kind}]`)) act(kind); }
    else if (key === "g") { chosen.group = !chosen.group; pick(chosen.intent); }
    else if (/^[a-z0-9]$/.test(key) && letter(key)) { if (!waiting() && free(current())) pick(letter(key).dataset.intent); }
    else return;
    event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    if (!root()) return;
    const on = (what) => event.target.closest?.(`[data-review] ${what}`);
    const row = on(".rv-row"), category = on(".rv-cat"), intent = on(".rv-intent"), does = on("[data-do]");
    if (row) show(row);
    else if (category) { here(); if (free(current())) choose(category.dataset.cat); }
    else if (intent) { here(); if (free(current())) pick(intent.dataset.intent); }
    else if (does) act(does.dataset.do);
  });

  document.addEventListener("change", (event) => {
    if (!root()?.contains(event.target)) return;
    if (event.target.matches(".rv-group input")) {
      chosen.group = event.target.checked;
      event.target.blur();
      pick(chosen.intent);
    } else if (event.target.matches("[data-filter]")) {
      const asked = new URLSearchParams(location.search);
      if (event.target.value) asked.set(event.target.name, event.target.value);
      else asked.delete(event.target.name);
      if (event.target.name === "category") asked.delete("intent");
      emitEvent("sub_pages_navigate", asked.size ? "/admin/review?" + asked : "/admin/review");
    }
  });
})();
