// Telephone mode: what is typed belongs to the browser and goes to the server numbered, after a pause.
"use strict";

(() => {
  const PAUSE = 250;
  const PLACE_PAUSE = 120;
  let number = 0;
  let timer = 0;
  let written = {}; // name and phone typed by hand
  let loaded = 0;
  let kept = "";
  let filing = false;
  let unkept = false; // typed since the draft was kept last
  let atOnce = "";

  const page = () => document.querySelector(".phone");
  const one = (selector) => page()?.querySelector(selector);
  const story = () => document.getElementById("ph-text");
  const tell = (detail) => page()?.dispatchEvent(new CustomEvent("phone", { detail }));

  function state(words) { const line = one(".ph-state"); if (line) line.textContent = words; }

  function count() {
    const text = story(), line = one(".ph-count");
    if (line) line.textContent = `${text.value.length.toLocaleString("zh-CN")} 字`;
  }

  function send() {
    clearTimeout(timer);
    timer = 0;
    number += 1;
    performance.mark(`said-${number}`);
    tell({ kind: "text", n: number, text: story().value });
  }

  function typed() {
    count();
    state("正在听");
    unkept = true;
    clearTimeout(timer);
    timer = setTimeout(send, PAUSE);
  }

  function caller() {
    tell({ kind: "caller", name: one("#ph-name").value, phone: one("#ph-phone").value });
  }

  let callerTimer = 0, placeTimer = 0;
  document.addEventListener("input", (event) => {
    const id = event.target.id;
    if (!page()?.contains(event.target)) return;
    if (id === "ph-text") typed();
    else if (id === "ph-name" || id === "ph-phone") {
      written[id.slice(3)] = event.target.value;
      clearTimeout(callerTimer);
      callerTimer = setTimeout(caller, PAUSE);
    } else if (id === "ph-place") {
      clearTimeout(placeTimer);
      placeTimer = setTimeout(() => tell({ kind: "find", words: event.target.value }), PLACE_PAUSE);
    }
  });

  function file() {
    if (filing) return;
    const sheet = one(".fs");
    setFiling(true);
    clearTimeout(timer);
    tell({ kind: "file", text: story().value, edited: sheet ? window.deskForm.edited(sheet) : {} });
  }

  function setFiling(on) {
    filing = on;
    const button = one(".ph-file");
    if (!button) return;
    button.disabled = on;
    button.textContent = on ? "正在登记…" : "登记成案件";
  }

  function named(value) { tell({ kind: "named", value }); }

  function act(what, button) {
    if (what === "file") file();
    else if (what === "place") tell({ kind: "place", code: button.dataset.code });
    else tell({ kind: what });
  }

  document.addEventListener("click", (event) => {
    if (!page()?.contains(event.target)) return;
    const button = event.target.closest("button");
    if (button?.dataset.phone) act(button.dataset.phone, button);
    else if (button?.dataset.named) named(button.dataset.named);
    else if (button?.dataset.form) tell({ kind: "form", id: button.dataset.form });
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches?.("[data-forms]") && event.target.value) tell({ kind: "form", id: event.target.value });
  });

  // ------------------------------------------------------------ keys

  const places = () => [...document.querySelectorAll(".ph-place")];
  function goTo(digit) {
    const form = [...(one(".fs")?.querySelectorAll("[data-field]") || [])];
    const target = {
      1: story(),
      2: one(".ph-ask .mp-option") || one(".ph-ask summary"),
      3: form.find((control) => !control.value) || form[0],
      4: one(".ph-side [data-act]") || one(".ph-side summary"),
      5: one("#ph-place"),
      6: one("#ph-phone"),
    }[digit];
    target?.focus();
    target?.select?.call(digit > 4 ? target : { select() {} });
  }

  document.addEventListener("keydown", (event) => {
    if (!page() || event.isComposing || document.querySelector(".q-dialog")) return;
    if (event.ctrlKey && event.key === "Enter") { event.preventDefault(); file(); return; }
    if (event.altKey && event.code === "KeyN") { event.preventDefault(); tell({ kind: "new" }); return; }
    if (event.altKey && event.code === "Digit0") { event.preventDefault(); tell({ kind: "calls" }); return; }
    if (event.altKey && /^Digit[1-6]$/.test(event.code)) { event.preventDefault(); goTo(Number(event.code.slice(5))); return; }
    const found = places();
    if (!found.length) return;
    const at = found.indexOf(document.activeElement);
    if (event.target.id === "ph-place" && event.key === "Enter") { event.preventDefault(); found[0].click(); }
    else if (event.key === "ArrowDown" && (event.target.id === "ph-place" || at >= 0)) { event.preventDefault(); found[Math.min(at + 1, found.length - 1)].focus(); }
    else if (event.key === "ArrowUp" && at >= 0) { event.preventDefault(); (found[at - 1] || one("#ph-place")).focus(); }
    else if (event.key === "Escape") tell({ kind: "find", words: "" });
  });

  // ------------------------------------------------------------ what the server says

  function load(root) {
    const call = JSON.parse(root.dataset.load);
    if (call.at === loaded) return;
    loaded = call.at;
    clearTimeout(timer);
    const text = story();
    if (text.value !== call.text) text.value = call.text;
    written = { ...call.caller };
    one("#ph-name").value = call.caller.name || "";
    one("#ph-phone").value = call.caller.phone || "";
    one("#ph-place").value = call.place;
    press(call.named);
    address(call.call);
    const others = one(".ph-others");
    others.hidden = !call.others;
    others.textContent = `继续上一通（${call.others}）`;
    one(".ph-end").hidden = !call.call;
    state(call.filed.length ? `这通已登记 ${call.filed.length} 件` : call.call ? "继续这一通" : "新的一通");
    count();
    told(root);
    unkept = false;
    held(call);
    if (!document.querySelector(".q-dialog")) text.focus();
  }

  function address(call) {
    if (location.pathname.endsWith("/phone")) history.replaceState(history.state, "", call ? `?call=${call}` : location.pathname);
  }

  function press(value) {
    for (const button of page().querySelectorAll("[data-named]")) {
      button.setAttribute("aria-pressed", String(value !== null && (button.dataset.named === "real_name") === value));
    }
    page().classList.toggle("nameless", value === false);
  }

  function told(root) {
    const said = JSON.parse(root.dataset.caller || "{}");
    for (const name of ["name", "phone"]) {
      const input = one(`#ph-${name}`);
      if (written[name] === undefined && document.activeElement !== input) input.value = said[name] || "";
      input.classList.toggle("told", written[name] === undefined && Boolean(said[name]));
    }
  }

  function place(root) {
    const input = one("#ph-place");
    if (document.activeElement !== input || !input.value) input.placeholder = root.dataset.place ? `${root.dataset.place}（取自叙述）` : "省市区县";
  }

  function look(changes) {
    const root = page();
    if (!root) return;
    for (const change of changes) {
      if (change.type === "attributes" && change.target !== root) continue;
      switch (change.attributeName) {
        case "data-load": load(root); break;
        case "data-read":
          if (Number(root.dataset.read) >= number && !timer && number) {
            if (atOnce !== root.dataset.read) { atOnce = root.dataset.read; performance.mark(`read-${atOnce}`); }
            if (/正在听/.test(one(".ph-state").textContent)) state(kept ? `已保存 ${kept}` : "已读");
          }
          break;
        case "data-caller": told(root); break;
        case "data-place": place(root); break;
        case "data-chosen": one("#ph-place").value = root.dataset.chosen; break;
        case "data-named": {
          const [value, has] = JSON.parse(root.dataset.named);
          press(value);
          if (!value) written = {};
          one("#ph-name").value = has.name || "";
          one("#ph-phone").value = has.phone || "";
          told(root);
          break;
        }
        case "data-call": address(root.dataset.call); one(".ph-end").hidden = false; break;
        case "data-kept":
          kept = new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
          state(`已保存 ${kept}`);
          unkept = Boolean(timer);
          break;
        case "data-filing": setFiling(root.dataset.filing === "true"); break;
        default: if (root.dataset.load && change.type === "childList" && story()) load(root);
      }
    }
  }

  new MutationObserver(look).observe(document.documentElement, {
    childList: true, subtree: true, attributes: true,
    attributeFilter: ["data-load", "data-read", "data-caller", "data-place", "data-chosen", "data-named", "data-call", "data-kept", "data-filing"],
  });
  // Over a reload (the server was started anew, F5) the last words wait in this tab, and only until they are back.
  const HELD = "phone-held";
  window.addEventListener("pagehide", () => {
    const text = story();
    if (text && unkept) sessionStorage.setItem(HELD, JSON.stringify({ call: JSON.parse(page().dataset.load).call || page().dataset.call || null, text: text.value }));
  });

  // Who sits here next must not read them.
  document.addEventListener("submit", (event) => { if (event.target.matches(".out")) { unkept = false; sessionStorage.removeItem(HELD); } });

  function held(call) {
    const words = sessionStorage.getItem(HELD);
    sessionStorage.removeItem(HELD);
    const waiting = words && JSON.parse(words);
    if (!waiting || waiting.call !== call.call || waiting.text === call.text) return;
    story().value = waiting.text;
    typed();
  }
})();
