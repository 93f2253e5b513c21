// A search among training items goes to its list as an address, like any other list of the desk.
"use strict";

document.addEventListener("submit", (event) => {
  if (event.target.id !== "training-find-form") return;
  event.preventDefault();
  const asked = new URLSearchParams();
  for (const input of event.target.querySelectorAll("input[name]")) {
    if (input.value.trim()) asked.set(input.name, input.value.trim());
  }
  emitEvent("sub_pages_navigate", "/admin/training?" + asked);
  document.getElementById("place").focus();
});
