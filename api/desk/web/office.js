// The search of the audit trail goes to its list as an address, like every other list.
"use strict";

document.addEventListener("submit", (event) => {
  if (event.target.id !== "audit-find-form") return;
  event.preventDefault();
  const asked = new URLSearchParams();
  for (const field of event.target.querySelectorAll("[name]")) {
    if (field.value.trim()) asked.set(field.name, field.value.trim());
  }
  emitEvent("sub_pages_navigate", asked.size ? "/admin/audit?" + asked : "/admin/audit");
  document.getElementById("place").focus();
});
