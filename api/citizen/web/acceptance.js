/* How a report stands to the conditions of acceptance, shown before it is handed in: nothing here refuses it. */
(function (root) {
  'use strict';

  var PetitionChat = root.PetitionChat = root.PetitionChat || {};

  function clause(citation) {
    return citation && citation.clause ?
      PetitionChat.el('span', 'accept-clause', PetitionChat.texts.acceptance.basis + citation.title + ' ' + citation.clause) : null;
  }

  function item(icon, cls, text, citation) {
    var el = PetitionChat.el;
    return el('li', 'accept-line ' + cls, [
      el('span', 'accept-mark', PetitionChat.icon(icon)),
      el('span', 'accept-words', [el('span', '', text), clause(citation)])
    ]);
  }

  function folded(title, items, cls) {
    var el = PetitionChat.el;
    return items.length ? el('details', 'accept-fold', [
      el('summary', '', PetitionChat.fill(title, { count: items.length })), el('ul', cls, items)
    ]) : null;
  }

  /** `acceptance` of a summary card: {outlook, text, note, ways: [{text, citation}], lines: [{plain, status, status_text,
      stands_in_the_way, citation}]}; null gives null. What stands in the way is said by its way: what to add, or where to go. */
  PetitionChat.acceptancePart = function (acceptance, context) {
    var el = PetitionChat.el;
    var words = PetitionChat.texts.acceptance;
    if (!acceptance || !acceptance.lines) { return null; }
    var ways = acceptance.ways.map(function (way) { return item('info', 'accept-way', way.text, way.citation); });
    var open = acceptance.lines.filter(function (line) { return line.status === 'unknown'; }).map(function (line) {
      return item('ask', 'accept-open', line.plain, line.citation);
    });
    var fine = acceptance.lines.filter(function (line) { return line.status !== 'unknown' && !line.stands_in_the_way; }).map(function (line) {
      return item('check', 'accept-good', line.plain + PetitionChat.texts.colon + line.status_text, line.citation);
    });
    return el('section', 'acceptance', [
      el('h4', 'part-title', [PetitionChat.icon('scales'), words.title]),
      el('p', '', acceptance.text),
      ways.length ? el('ul', 'accept-ways', ways) : null,
      ways.length || open.length ? el('p', 'accept-foot', el('button', {
        cls: 'tool', attrs: { type: 'button' }, on: { click: function () { context.attach(null); } }
      }, [PetitionChat.icon('attach'), words.add])) : null,
      folded(words.open, open, 'accept-unknown'),
      folded(words.fine, fine, 'accept-fine'),
      acceptance.note ? el('p', 'aside', acceptance.note) : null
    ]);
  };
})(window);
