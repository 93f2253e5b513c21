// Keys of the desk, and a sign of life now and then. Nothing is kept here.
"use strict";

const LIFE_EVERY = 60000;
let lastLife = 0;

function typing(element) {
  return element && (element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName));
}

function life() {
  const now = Date.now();
  if (now - lastLife > LIFE_EVERY && typeof emitEvent === "function") {
    lastLife = now;
    emitEvent("desk_active", {});
  }
}

function rows() {
  return [...document.querySelectorAll("[data-row]")];
}

function step(by) {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(document.activeElement);
  all[Math.min(all.length - 1, Math.max(0, at < 0 ? 0 : at + by))].focus();
}

// A search goes to its list as an address, so that it can be kept and shared like any other list.
document.addEventListener("submit", (event) => {
  const lists = { "desk-find-form": "/", "rules-find-form": "/rules" };
  const list = lists[event.target.id];
  if (!list) return;
  event.preventDefault();
  const asked = new URLSearchParams();
  for (const input of event.target.querySelectorAll("input[name]")) {
    if (input.value.trim()) asked.set(input.name, input.value.trim());
  }
  emitEvent("sub_pages_navigate", asked.size ? list + "?" + asked : list);
  document.getElementById("place").focus();
});

// Where a page is not served over TLS the browser has no clipboard for scripts; a selected text can still be copied.
async function copied(words) {
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch {
    const held = document.createElement("textarea");
    held.value = words;
    held.setAttribute("readonly", "");
    held.className = "off-screen";
    document.body.append(held);
    held.select();
    const done = document.execCommand("copy");
    held.remove();
    return done;
  }
}

async function copy(button) {
  const before = document.activeElement;
  const done = await copied(button.dataset.copy);
  before?.focus();
  const words = button.textContent;
  if (words !== button.dataset.words && button.dataset.words) return;
  button.dataset.words = words;
  button.textContent = done ? button.dataset.done : button.dataset.failed;
  setTimeout(() => { button.textContent = button.dataset.words; delete button.dataset.words; }, 2000);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-copy]");
  if (button) copy(button);
});

document.addEventListener("pointerdown", life, { passive: true });
document.addEventListener("keydown", (event) => {
  life();
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape" && event.target.type === "search") event.target.blur();
  if (typing(event.target) || document.querySelector(".q-dialog")) return;
  const key = event.key;
  if (key === "/") (document.getElementById("rules-find") || document.getElementById("desk-find"))?.select();
  else if (key === "j") step(1);
  else if (key === "k") step(-1);
  else if (key === "c" && event.target.querySelector("[data-copy]") && event.target.matches("[data-row]")) copy(event.target.querySelector("[data-copy]"));
  else if (key === "u") document.querySelector("[data-back]")?.click();
  else if (/^[1-9]$/.test(key)) document.querySelector(`[data-key="${key}"]`)?.focus();
  else return;
  event.preventDefault();
});
