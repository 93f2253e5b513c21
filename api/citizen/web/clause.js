/* A clause by itself: named, and opened to read what it says. */
(function (root) {
  'use strict';

  var PetitionChat = root.PetitionChat = root.PetitionChat || {};

  /** `citation`: {title, clause, quote}; null gives null. */
  PetitionChat.clause = function (citation) {
    var el = PetitionChat.el;
    if (!citation) { return null; }
    return el('details', 'citation', [
      el('summary', '', [
        el('span', 'cite-kind', PetitionChat.texts.acceptance.basis),
        el('span', 'cite-clause', [citation.title, citation.clause].join(' '))
      ]),
      citation.quote ? el('blockquote', 'quote', citation.quote) : null
    ]);
  };
})(window);
