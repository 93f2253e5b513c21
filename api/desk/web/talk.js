// One live conversation: the composer with its draft, what is on the way, suggested and canned replies, the place in the
// stream. Drafts stay in this browser only (talk_shelf.js).
"use strict";

const deskTalk = (() => {
  const TRY_AGAIN = [1500, 3500, 8000];
  const TYPING_EVERY = 2500;
  let talk = null;
  let kept;
  let keep;

  // ---------------------------------------------------------------- opening

  function open(root) {
    deskShelf.forget(root.dataset.user);
    ({ kept, keep } = deskShelf.of(root.dataset.user, root.dataset.talk));
    talk = {
      root,
      id: root.dataset.talk,
      max: Number(root.dataset.max),
      stream: root.querySelector(".stream"),
      chip: root.querySelector(".new-words"),
      box: root.querySelector(".composer"),
      words: root.querySelector(".composer textarea"),
      used: null,
      note: false,
      low: true,
      timers: new Map(),
      typedAt: 0,
      lines: 0,
    };
    const draft = kept("draft", null);
    if (draft) {
      talk.words.value = draft.text;
      talk.used = draft.used;
      talk.note = draft.note;
    }
    talk.words.addEventListener("input", typed);
    talk.words.addEventListener("keydown", key);
    talk.words.addEventListener("blur", () => { stopTyping(); setTimeout(closeSlash, 200); });
    talk.stream.addEventListener("scroll", scrolled, { passive: true });
    new ResizeObserver(() => { if (talk?.low) bottom(); }).observe(talk.stream);
    talk.lines = count();
    may();
    grow();
    counted();
    filled();
    bottom();
    for (const one of kept("unsent", [])) send(one);
    unsent();
    if (talk.root.dataset.may === "say" && !document.querySelector(".q-dialog")) talk.words.focus({ preventScroll: true });
  }

  function tell(name, detail) { talk.root.dispatchEvent(new CustomEvent(name, { detail })); }

  // ---------------------------------------------------------------- the stream keeps its place

  function bottom() { talk.stream.scrollTop = talk.stream.scrollHeight; seen(); }
  function seen() { talk.chip.hidden = true; }
  function count() { return talk.stream.querySelectorAll(".said").length; }
  function scrolled() {
    talk.low = talk.stream.scrollHeight - talk.stream.scrollTop - talk.stream.clientHeight < 40;
    if (talk.low) seen();
  }
  function changed() {
    const lines = count();
    const more = lines > talk.lines;
    talk.lines = lines;
    if (talk.low) bottom();
    else if (more) talk.chip.hidden = false;
    arrivedOwn();
  }

  // ---------------------------------------------------------------- writing

  function may() {
    const say = talk.root.dataset.may === "say";
    if (!say && !talk.note) setNote(true);
    else if (say && talk.note && !talk.words.value.trim()) setNote(false);
    else setNote(talk.note);
    if (say && talk.could === false && !typing(document.activeElement)) talk.words.focus({ preventScroll: true });
    talk.could = say;
    talk.box.querySelector("[data-note]").hidden = !say;
  }

  function setNote(on) {
    talk.note = on;
    talk.box.classList.toggle("note-mode", on);
    talk.box.querySelector("[data-note]").textContent = on ? "改为回复群众" : "改记备注";
    talk.box.querySelector("[data-send]").textContent = on ? "记下备注" : "发送";
    talk.words.placeholder = on ? talk.words.dataset.toNote : talk.words.dataset.toSay;
    talk.words.setAttribute("aria-label", on ? "内部备注，群众看不到" : "回复群众");
    save();
  }

  function save() {
    const text = talk.words.value;
    keep("draft", text ? { text, used: talk.used, note: talk.note } : null);
  }

  function grow() {
    talk.words.style.height = "auto";
    talk.words.style.height = `${Math.max(62, talk.words.scrollHeight)}px`;
  }

  // While something is being written, the suggestions step back.
  function filled() { talk.root.classList.toggle("busy-writing", Boolean(talk.words.value.trim())); }

  function counted() {
    const length = [...talk.words.value].length;
    const sign = talk.box.querySelector(".count");
    const over = length > talk.max;
    const number = (count) => count.toLocaleString("zh-CN");
    sign.classList.toggle("over", over);
    if (over) sign.textContent = `${number(length)} 字，超出 ${number(length - talk.max)} 字，请删短或分开发`;
    else sign.textContent = length > talk.max * 0.8 || length > 500 ? `${number(length)} / ${number(talk.max)} 字` : "";
    talk.box.querySelector("[data-send]").disabled = over;
    return !over;
  }

  function typed() {
    if (!talk.words.value.trim()) { talk.used = null; stale(false); }
    save();
    grow();
    counted();
    filled();
    slash();
    mark();
    const now = Date.now();
    if (!talk.note && talk.words.value && now - talk.typedAt > TYPING_EVERY) {
      talk.typedAt = now;
      tell("talktyping", true);
    }
    if (!talk.words.value) stopTyping();
  }

  function stopTyping() {
    if (talk?.typedAt) { talk.typedAt = 0; tell("talktyping", false); }
  }

  function key(event) {
    if (event.isComposing || event.keyCode === 229) return;
    if (slashKey(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !event.ctrlKey && !event.altKey && !event.metaKey) {
      event.preventDefault();
      submit();
    } else if (event.key === "Escape") {
      talk.words.blur();
    }
  }

  // ---------------------------------------------------------------- sending: at most once, and never lost

  function random() {
    return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  function submit() {
    const text = talk.words.value.trim();
    if (!text || !counted()) return;
    const one = { client: random(), text, note: talk.note, used: talk.note ? null : talk.used };
    talk.words.value = "";
    talk.used = null;
    keep("unsent", [...kept("unsent", []), one]);
    typed();
    stale(false);
    talk.low = true;
    send(one);
    unsent();
    if (talk.note && talk.root.dataset.may === "say") setNote(false);
    talk.words.focus();
  }

  // The same number every time: however often it is tried, it is said once.
  function send(one, times = 0) {
    if (one.failed) return;
    tell("talksend", one);
    clearTimeout(talk.timers.get(one.client));
    const wait = TRY_AGAIN[times];
    talk.timers.set(one.client, setTimeout(() => {
      if (!talk || !kept("unsent", []).some((other) => other.client === one.client)) return;
      if (wait === undefined) late(one.client);
      else send(one, times + 1);
      unsent();
    }, wait ?? 15000));
  }

  function late(client) {
    keep("unsent", kept("unsent", []).map((one) => (one.client === client ? { ...one, failed: "还没有送到。连接好像断了。" } : one)));
  }

  function done(client) {
    if (!talk) return;
    clearTimeout(talk.timers.get(client));
    keep("unsent", kept("unsent", []).filter((one) => one.client !== client));
    unsent();
  }

  function refused(client, why) {
    if (!talk) return;
    clearTimeout(talk.timers.get(client));
    keep("unsent", kept("unsent", []).map((one) => (one.client === client ? { ...one, failed: why } : one)));
    unsent();
  }

  function arrivedOwn() {
    for (const one of kept("unsent", [])) {
      if (talk.stream.querySelector(`[data-client="${CSS.escape(one.client)}"]`)) done(one.client);
    }
  }

  function unsent() {
    const place = talk.root.querySelector(".unsent");
    place.replaceChildren(...kept("unsent", []).map((one) => {
      const box = document.createElement("div");
      box.className = one.failed ? "unsent-one failed" : "unsent-one";
      box.append(part("span", "unsent-words", one.text), part("span", "why", one.failed || (one.note ? "正在记下…" : "正在发送…")));
      if (one.failed) {
        box.append(act("再发一次", () => { put(one.client, { ...one, failed: "" }); send({ ...one, failed: "" }); unsent(); }));
        box.append(act("放回输入框", () => { done(one.client); back(one); }));
      }
      return box;
    }));
    if (talk.low) bottom();
  }

  function put(client, value) { keep("unsent", kept("unsent", []).map((one) => (one.client === client ? value : one))); }

  function back(one) {
    setNote(one.note);
    talk.words.value = talk.words.value ? `${one.text}\n${talk.words.value}` : one.text;
    talk.used = one.used;
    typed();
    talk.words.focus();
  }

  function part(tag, name, words) {
    const element = document.createElement(tag);
    element.className = name;
    element.textContent = words;
    return element;
  }

  function act(words, does) {
    const button = part("button", "btn quiet", words);
    button.type = "button";
    button.addEventListener("click", does);
    return button;
  }

  // ---------------------------------------------------------------- suggested replies

  function take(offer) {
    if (talk.root.dataset.may !== "say") return;
    if (talk.note) setNote(false);
    const before = talk.words.value;
    talk.words.focus();
    if (!before.trim() || (talk.used && before === talk.used.text)) talk.words.select();
    else talk.words.setSelectionRange(before.length, before.length);
    const joint = before.trim() && talk.words.selectionStart === before.length && before.length ? "\n" : "";
    talk.used = { id: offer.dataset.offer, event: Number(offer.dataset.event), text: offer.dataset.text };
    insert(joint + offer.dataset.text);
    mark();
  }

  // As if typed, so that Ctrl+Z takes it back.
  function insert(text) {
    if (!document.execCommand("insertText", false, text)) talk.words.setRangeText(text, talk.words.selectionStart, talk.words.selectionEnd, "end");
    typed();
  }

  function mark() {
    for (const offer of talk.root.querySelectorAll("[data-offer]")) {
      offer.classList.toggle("in-use", talk.used?.id === offer.dataset.offer && Number(offer.dataset.event) === talk.used.event);
    }
  }

  function moved(id) {
    if (talk?.id === id && talk.words.value.trim() && !talk.note) stale(true);
  }

  function stale(on) { talk.root.querySelector(".stale-note").hidden = !on; }

  // ---------------------------------------------------------------- canned replies: / and a few letters

  let chosen = 0;
  function asked() {
    const before = talk.words.value.slice(0, talk.words.selectionStart);
    return /(?:^|\n)\/([^\s/]{0,20})$/.exec(before);
  }

  function slash() {
    const list = talk.root.querySelector(".slash");
    const found = talk.note ? null : asked();
    const all = found ? JSON.parse(list.dataset.canned || "[]") : [];
    const fitting = all.filter((one) => (one.name + one.text).toLowerCase().includes(found[1].toLowerCase())).slice(0, 8);
    list.hidden = !fitting.length;
    chosen = Math.min(chosen, Math.max(0, fitting.length - 1));
    list.replaceChildren(...fitting.map((one, at) => {
      const item = document.createElement("li");
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", String(at === chosen));
      item.dataset.id = one.id;
      item.append(part("strong", "slash-name", `/${one.name}`), part("span", "slash-text", one.text));
      item.addEventListener("pointerdown", (event) => { event.preventDefault(); choose(item); });
      return item;
    }));
  }

  function slashKey(event) {
    const list = talk.root.querySelector(".slash");
    if (list.hidden) return false;
    const items = [...list.children];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      chosen = (chosen + (event.key === "ArrowDown" ? 1 : items.length - 1)) % items.length;
      slash();
    } else if ((event.key === "Enter" && !event.shiftKey) || event.key === "Tab") choose(items[chosen]);
    else if (event.key === "Escape") closeSlash();
    else return false;
    event.preventDefault();
    return true;
  }

  function closeSlash() { if (talk) talk.root.querySelector(".slash").hidden = true; chosen = 0; }

  function choose(item) { closeSlash(); tell("talkcanned", item.dataset.id); }

  function canned(id, text) {
    if (talk?.id !== id) return;
    const end = talk.words.selectionStart;
    const found = asked();
    talk.words.focus();
    if (found) talk.words.setSelectionRange(end - found[1].length - 1, end);
    insert(text);
  }

  // ---------------------------------------------------------------- watching the page

  let due = false;
  function settle() {
    const root = document.querySelector(".talk[data-talk]");
    if (root !== (talk?.root ?? null)) {
      if (talk) for (const timer of talk.timers.values()) clearTimeout(timer);
      talk = null;
      if (root?.querySelector(".composer textarea")) open(root);
    } else if (talk) {
      changed();
      mark();
    }
  }
  new MutationObserver((records) => {
    if (talk && records.some((one) => one.attributeName === "data-may" && one.target === talk.root)) may();
    if (due) return;
    due = true;
    requestAnimationFrame(() => { due = false; settle(); });
  }).observe(document.documentElement, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-may"] });

  document.addEventListener("click", (event) => {
    if (!talk) return;
    const at = (what) => event.target.closest?.(what);
    if (at("[data-send]")) submit();
    else if (at("[data-note]")) { setNote(!talk.note); talk.words.focus(); }
    else if (at(".new-words")) { talk.low = true; bottom(); }
    else if (at("[data-seen]")) { stale(false); talk.words.focus(); }
    else if (at("[data-side]")) talk.root.classList.toggle("side-open");
    else if (at(".offer-take")) take(at("[data-offer]"));
    else if (at(".key-matter")) {
      const all = talk.stream.querySelectorAll(`[data-matter="${at(".key-matter").dataset.number}"]`);
      all[0]?.scrollIntoView({ block: "center" });
      for (const one of all) { one.classList.remove("flash"); void one.offsetWidth; one.classList.add("flash"); }
    }
  });

  document.addEventListener("keydown", (event) => {
    if (!talk || event.isComposing || document.querySelector(".q-dialog")) return;
    const number = /^Digit([1-3])$/.exec(event.code || "");
    if (event.altKey && !event.ctrlKey && !event.metaKey && number) {
      const offer = talk.root.querySelectorAll("[data-offer]")[Number(number[1]) - 1];
      if (offer) take(offer);
    } else if (event.altKey && event.code === "KeyN" && talk.root.dataset.may === "say") setNote(!talk.note);
    else if (event.altKey || event.ctrlKey || event.metaKey || typing(event.target)) return;
    else if (event.key === "r") talk.words.focus();
    else if (event.key === "n") { setNote(true); talk.words.focus(); }
    else if (event.key === "]" || event.key === "[") next(event.key === "]" ? 1 : -1);
    else return;
    event.preventDefault();
  });

  function next(by) {
    const all = [...talk.root.querySelectorAll(".hand-row")];
    const at = all.findIndex((one) => one.getAttribute("aria-current") === "page");
    all[(at + by + all.length) % all.length]?.click();
  }

  return { done, refused, moved, canned };
})();
