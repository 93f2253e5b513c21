// What the conversation page keeps in this browser: drafts and words on their way, under the name of who wrote them. It
// goes when that person signs out, and when somebody else signs in here.
"use strict";

const deskShelf = (() => {
  const SHELF = "desk-talk:";

  function of(user, conversation) {
    const name = (part) => `${SHELF}${user}:${part}:${conversation}`;
    return {
      kept(part, otherwise) {
        try {
          return JSON.parse(localStorage.getItem(name(part))) ?? otherwise;
        } catch {
          return otherwise;
        }
      },
      keep(part, value) {
        try {
          if (value === null || (Array.isArray(value) && !value.length)) localStorage.removeItem(name(part));
          else localStorage.setItem(name(part), JSON.stringify(value));
        } catch {
          // a full or forbidden store costs the draft its safety, not the conversation
        }
      },
    };
  }

  function forget(but) {
    for (const name of Object.keys(localStorage)) {
      if (name.startsWith(SHELF) && !(but && name.startsWith(`${SHELF}${but}:`))) localStorage.removeItem(name);
    }
  }
  document.addEventListener("submit", (event) => { if (event.target.matches(".out")) forget(null); });

  return { of, forget };
})();
