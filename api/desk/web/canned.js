// Keys of the page of canned replies, and variables put where the cursor stands.
"use strict";

(() => {
  const text = () => document.querySelector(".canned-text textarea");

  document.addEventListener("mousedown", (event) => {
    if (event.target.closest?.("[data-put]")) event.preventDefault(); // the cursor stays where it is
  });

  document.addEventListener("click", (event) => {
    const put = event.target.closest?.("[data-put]");
    const into = text();
    if (!put || !into || into.disabled) return;
    into.focus();
    document.execCommand("insertText", false, put.dataset.put);
  });

  document.addEventListener("keydown", (event) => {
    if (!document.querySelector(".canned") || event.isComposing || document.querySelector(".q-dialog")) return;
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      document.querySelector("[data-canned-save]")?.click();
      event.preventDefault();
      return;
    }
    const typing = event.target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    if (typing && event.key === "Escape") event.target.blur();
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "n") {
      document.querySelector("[data-canned-new]")?.click();
      event.preventDefault();
    }
  });
})();
