// The queue: waiting times that count up, a list that keeps its place when it is written anew, the sign that somebody waits.
"use strict";

(() => {
  const TITLE = document.title;
  let skew = 0;
  let focused = null;
  let sound = null;

  function spoken(seconds) {
    const whole = Math.max(0, Math.floor(seconds));
    const two = (number) => String(number).padStart(2, "0");
    if (whole < 60) return `${whole} 秒`;
    if (whole < 3600) return `${Math.floor(whole / 60)} 分 ${two(whole % 60)} 秒`;
    if (whole < 86400) return `${Math.floor(whole / 3600)} 小时 ${two(Math.floor((whole % 3600) / 60))} 分`;
    return `${Math.floor(whole / 86400)} 天`;
  }

  // The server's clock counts, not the one of this machine.
  function tick() {
    for (const clock of document.querySelectorAll("[data-since]")) {
      const base = clock.closest("[data-now]");
      if (base && base.dataset.now !== base.dataset.seen) {
        base.dataset.seen = base.dataset.now;
        skew = Number(base.dataset.now) - Date.now() / 1000;
      }
      const words = spoken(Date.now() / 1000 + skew - Number(clock.dataset.since));
      if (clock.textContent !== words) clock.textContent = words;
    }
  }
  setInterval(tick, 1000);

  function cookie(name) {
    return document.cookie.split("; ").find((one) => one.startsWith(name + "="))?.slice(name.length + 1) || "";
  }

  // A short tone, only for who has switched it on; a browser that lets no page sound before it was touched is not asked.
  function ring() {
    if (cookie("desk_sound") !== "on" || !sound || sound.state !== "running") return;
    const tone = sound.createOscillator();
    const level = sound.createGain();
    tone.frequency.value = 660;
    level.gain.setValueAtTime(0.0001, sound.currentTime);
    level.gain.exponentialRampToValueAtTime(0.12, sound.currentTime + 0.02);
    level.gain.exponentialRampToValueAtTime(0.0001, sound.currentTime + 0.35);
    tone.connect(level).connect(sound.destination);
    tone.start();
    tone.stop(sound.currentTime + 0.4);
  }

  function unlock() {
    if (cookie("desk_sound") !== "on" || !window.AudioContext) return;
    sound ??= new AudioContext();
    if (sound.state === "suspended") sound.resume().catch(() => {});
  }
  document.addEventListener("pointerdown", unlock, { passive: true });
  document.addEventListener("keydown", unlock, { passive: true });

  function switchButton() {
    const button = document.querySelector("[data-sound]");
    if (!button) return;
    const on = cookie("desk_sound") === "on";
    button.setAttribute("aria-pressed", String(on));
    button.textContent = on ? "提示音：开" : "提示音：关";
  }

  let arrived = null;
  function bell() {
    const sign = document.getElementById("desk-bell");
    if (!sign) return;
    const waiting = Number(sign.dataset.waiting || 0);
    const title = waiting ? `(${waiting}) ${TITLE}` : TITLE;
    if (document.title !== title) document.title = title;
    if (arrived !== null && Number(sign.dataset.arrived) > arrived) ring();
    arrived = Number(sign.dataset.arrived || 0);
  }

  document.addEventListener("focusin", (event) => { focused = event.target.dataset?.row || null; });

  // A list written anew takes the focus with it: it goes back to the same conversation, or to the row in its place.
  let places = [];
  function settle() {
    bell();
    switchButton();
    tick();
    const rows = [...document.querySelectorAll(".queue [data-row]")];
    const ids = rows.map((row) => row.dataset.row);
    if (focused && document.activeElement === document.body && places.includes(focused)) {
      const at = ids.includes(focused) ? ids.indexOf(focused) : Math.min(places.indexOf(focused), rows.length - 1);
      rows[at]?.focus({ preventScroll: true });
    }
    places = ids;
  }

  let due = false;
  new MutationObserver(() => {
    if (due) return;
    due = true;
    requestAnimationFrame(() => { due = false; settle(); });
  }).observe(document.documentElement, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-waiting", "data-arrived"] });

  function claim(id) {
    document.querySelector(".queue-hook")?.dispatchEvent(new CustomEvent("talkclaim", { detail: id }));
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-claim]");
    if (button) {
      button.disabled = true;
      setTimeout(() => { button.disabled = false; }, 4000);
      claim(button.dataset.claim);
    }
    if (event.target.closest?.("[data-sound]")) {
      const value = cookie("desk_sound") === "on" ? "off" : "on";
      document.cookie = `desk_sound=${value};path=/desk;max-age=31536000;samesite=strict`;
      switchButton();
      unlock();
      ring();
    }
  });

  function filter(form) {
    const asked = new URLSearchParams();
    for (const one of form.querySelectorAll("[name]")) if (one.value.trim()) asked.set(one.name, one.value.trim());
    emitEvent("sub_pages_navigate", asked.size ? "/talks?" + asked : "/talks");
  }
  document.addEventListener("submit", (event) => {
    if (event.target.id !== "talks-filter") return;
    event.preventDefault();
    filter(event.target);
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches?.("#talks-filter select")) filter(event.target.form);
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
    if (typing(event.target) || document.querySelector(".q-dialog") || !/^[a-z]$/.test(event.key)) return;
    const hot = document.querySelector(`[data-hot="${event.key}"]`);
    const button = hot || (event.key === "a" ? document.querySelector(".queue [data-claim]") : null);
    if (!button) return;
    event.preventDefault();
    button.click();
  });
})();
