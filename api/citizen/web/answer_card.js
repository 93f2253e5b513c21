/* The answer card: what each matter is, the lawful channel step by step, limits, office, clauses, next step. */
(function (root) {
  'use strict';

  var PetitionChat = root.PetitionChat = root.PetitionChat || {};
  var CATEGORIES = { appeal: 1, report: 1, disclosure: 1, suggestion: 1, consult: 1, out_of_scope: 1 };
  var serial = 0;

  function numeral(index) { return PetitionChat.texts.numerals[index] || String(index + 1); }

  /* `text`: words, or a list of words and elements. */
  function heading(level, icon, text) {
    return PetitionChat.el('h' + level, 'part-title', [PetitionChat.icon(icon), PetitionChat.el('span', '', text)]);
  }

  function part(name, level, icon, title, children) {
    return PetitionChat.el('section', 'part part-' + name, [heading(level, icon, title)].concat(children));
  }

  /* Steps in strands: an alternative opens a strand, a `then` goes on in it. So “先复议，再诉讼” reads as one way,
     “复议，或者诉讼” as two. */
  function strands(steps) {
    var all = [];
    for (var i = 0; i < steps.length; i++) {
      if (steps[i].relation === 'then' && all.length) { all[all.length - 1].push(steps[i]); } else { all.push([steps[i]]); }
    }
    return all;
  }

  function relationWord(strand, at, strandCount) {
    var words = PetitionChat.texts.answer.relation;
    var relation = strand[at].relation;
    if (relation !== 'first') { return words[relation] || ''; }
    if (strand.length > 1) { return words.first; }
    return strandCount > 1 ? words.alone : '';
  }

  function timeline(steps) {
    var el = PetitionChat.el;
    var sorted = steps.slice().sort(function (a, b) { return a.order - b.order; });
    var all = strands(sorted);
    var list = el('ol', 'steps');
    for (var i = 0; i < all.length; i++) {
      for (var j = 0; j < all[i].length; j++) {
        var word = relationWord(all[i], j, all.length);
        var last = j === all[i].length - 1;
        list.appendChild(el('li', 'step step-' + (all[i][j].relation || 'first') + (last ? ' step-end' : ''), [
          word ? el('span', 'relation', word) : null,
          word ? el('span', 'vh', '：') : null,
          el('span', 'step-text', all[i][j].text)
        ]));
      }
    }
    return list;
  }

  function channel(data, index, count, level) {
    var el = PetitionChat.el;
    var words = PetitionChat.texts.answer;
    var children = [];
    if (count > 1) {
      children.push(el('h' + level, 'branch-title', [
        el('span', 'branch-index', PetitionChat.fill(words.branch, { index: numeral(index) })),
        el('span', 'branch-label', data.label || '')
      ]));
    } else if (data.label) {
      children.push(el('p', 'channel-label', data.label));
    }
    if (data.when_note) { children.push(el('p', 'aside', data.when_note)); }
    children.push(timeline(data.steps || []));
    if (data.not_given && data.not_given.length) {
      children.push(el('p', 'aside not-given', words.notGiven + data.not_given.join('、') + '。'));
    }
    return el('div', count > 1 ? 'branch' : 'channel', children);
  }

  function channels(data, level) {
    var words = PetitionChat.texts.answer;
    var list = data.channels || [];
    var children = [];
    if (!list.length) { return null; }
    if (list.length > 1) { children.push(PetitionChat.el('p', 'aside', PetitionChat.fill(words.branches, { count: list.length }))); }
    for (var i = 0; i < list.length; i++) { children.push(channel(list[i], i, list.length, level + 1)); }
    return part('channels', level, 'route', words.channel, children);
  }

  /* Sentences that rest each on one clause, with the way to it. */
  function grounded(name, icon, title, list, ids, level) {
    var el = PetitionChat.el;
    var words = PetitionChat.texts.answer;
    if (!list || !list.length) { return null; }
    return part(name, level, icon, title, [el('ul', 'plain-list', list.map(function (entry) {
      var known = typeof entry.cite === 'number' && ids[entry.cite];
      return el('li', '', [entry.text, known ? el('a', {
        cls: 'cite',
        attrs: { href: '#' + ids[entry.cite], 'aria-label': PetitionChat.fill(words.citeLabel, { index: entry.cite + 1 }) },
        on: { click: function (event) { event.preventDefault(); reveal(ids[entry.cite]); } }
      }, PetitionChat.fill(words.cite, { index: entry.cite + 1 })) : null]);
    }))]);
  }

  function reveal(id) {
    var details = document.getElementById(id);
    if (!details) { return; }
    details.open = true;
    details.querySelector('summary').focus();
    if (details.scrollIntoView) { details.scrollIntoView(false); }
  }

  /** A telephone number as a tel: link when it is one, else as text. */
  PetitionChat.phone = function (number) {
    var dial = String(number).replace(/[\s\-－—()（）]/g, '');
    if (!/^\+?\d{3,15}$/.test(dial)) { return PetitionChat.el('span', 'phone-number', number); }
    return PetitionChat.el('a', { cls: 'phone-number', attrs: { href: 'tel:' + dial } }, [PetitionChat.icon('phone'), number]);
  };

  function officeRows(office) {
    var el = PetitionChat.el;
    var words = PetitionChat.texts.answer;
    var name = [office.place, office.name].filter(Boolean).join('　');
    var phones = (office.phones || []).map(function (phone) {
      return el('li', 'phone', [el('span', 'phone-role', phone.role), PetitionChat.phone(phone.number)]);
    });
    var limits = (office.limits || []).map(function (text) { return el('li', '', text); });
    var steps = (office.steps || []).map(function (step, index, all) {
      return el('li', 'step' + (index === all.length - 1 ? ' step-end' : ''), el('span', 'step-text', [step.name ? el('b', 'step-name', step.name) : null, step.text]));
    });
    return el('div', 'office', [
      name || office.office ? el('p', 'office-name', [
        name, office.office && office.office !== office.name ? el('span', 'office-unit', office.office) : null
      ]) : null,
      steps.length ? el('ol', { cls: 'steps', attrs: { 'aria-label': words.serviceSteps } }, steps) : null,
      phones.length ? el('ul', { cls: 'phones', attrs: { 'aria-label': words.phones } }, phones) : null,
      office.address ? el('p', 'office-line', [el('span', 'line-label', words.address), el('span', '', office.address)]) : null,
      limits.length ? el('ul', { cls: 'plain-list', attrs: { 'aria-label': words.promised } }, limits) : null
    ]);
  }

  function handler(data, level) {
    var offices = data.handler ? [data.handler] : data.services || [];
    if (!offices.length && !data.handler_note) { return null; }
    return part('handler', level, 'office', PetitionChat.texts.answer.handler, offices.map(officeRows).concat(
      data.handler_note ? PetitionChat.el('p', 'aside', data.handler_note) : []
    ));
  }

  function titled(title) { return title && title.charAt(0) !== '《' ? '《' + title + '》' : title || ''; }

  function citations(data, ids, level) {
    var el = PetitionChat.el;
    var list = data.citations || [];
    if (!list.length) { return null; }
    var items = list.map(function (citation, index) {
      return el('li', '', el('details', { cls: 'citation', attrs: { id: ids[index] } }, [
        el('summary', '', [
          el('span', 'cite-index', String(index + 1)),
          el('span', 'cite-name', [el('span', 'cite-title', titled(citation.title)), el('span', 'cite-clause', citation.clause)])
        ]),
        el('blockquote', 'quote', citation.quote)
      ]));
    });
    var words = PetitionChat.texts.answer;
    return part('citations', level, 'book', [words.basis, el('span', 'on-screen', words.basisHint)], [el('ol', 'citations', items)]);
  }

  function matter(data, index, count) {
    var el = PetitionChat.el;
    var words = PetitionChat.texts.answer;
    var level = count > 1 ? 4 : 3;
    var ids = (data.citations || []).map(function () { return 'citation-' + (serial += 1); });
    var category = CATEGORIES[data.category] ? data.category : 'out_of_scope';
    var why = (data.why || []).map(function (word) { return el('li', '', word); });
    return el('section', 'matter', [
      el('h' + level, 'matter-title', [
        count > 1 ? el('span', 'matter-index', PetitionChat.fill(words.matter, { index: numeral(index) })) : null,
        el('span', 'badge badge-' + category, data.category_name || ''),
        el('span', 'matter-text', data.situation_plain || data.situation_text || '')
      ]),
      data.situation_plain && data.situation_text ? el('p', 'aside matter-verbatim', words.verbatim + data.situation_text) : null,
      why.length ? el('div', 'why', [el('span', 'why-label', words.why), el('ul', 'why-words', why)]) : null,
      channels(data, level + 1),
      grounded('limits', 'clock', words.limits, data.limits, ids, level + 1),
      grounded('law', 'scales', words.lawNotes, data.law_notes, ids, level + 1),
      handler(data, level + 1),
      citations(data, ids, level + 1)
    ]);
  }

  function tools(message) {
    var el = PetitionChat.el;
    var words = PetitionChat.texts.answer;
    return el('div', 'card-tools', [
      PetitionChat.printButton(words.print),
      PetitionChat.copyButton(words.copy, 'tool', function () { return message.text; })
    ]);
  }

  PetitionChat.answerCard = function (card, message) {
    var el = PetitionChat.el;
    var words = PetitionChat.texts.answer;
    var list = card.matters || [];
    var matters = list.map(function (data, index) { return matter(data, index, list.length); });
    return el('div', 'card card-answer', [
      list.length > 1 ? el('h3', 'card-lead', PetitionChat.fill(words.several, { count: list.length })) : null
    ].concat(matters, [
      card.next ? el('div', 'next', [el('span', 'next-label', words.next), el('p', 'next-text', card.next)]) : null,
      card.note ? el('p', 'guidance', [PetitionChat.icon('info'), el('span', '', card.note)]) : null,
      tools(message)
    ]));
  };
})(window);
