/* The other cards, and the one door to all of them: `renderCard`. */
(function (root) {
  'use strict';

  var PetitionChat = root.PetitionChat = root.PetitionChat || {};

  /** Print one card, or the whole conversation when none is given. The mark stays until the next time: some browsers
      print only after this function has returned. */
  PetitionChat.printOne = function (card) {
    var before = document.querySelectorAll('.print-target');
    var clauses = (card || document).querySelectorAll('.citation');
    for (var i = 0; i < before.length; i++) { before[i].classList.remove('print-target'); }
    document.documentElement.classList.toggle('print-one', !!card);
    if (card) {
      card.classList.add('print-target');
      card.parentNode.classList.add('print-target');
    }
    // On paper nothing can be opened.
    for (var j = 0; j < clauses.length; j++) { clauses[j].open = true; }
    root.print();
  };

  /** A button that prints only the card it stands in. */
  PetitionChat.printButton = function (label) {
    return PetitionChat.el('button', {
      cls: 'tool tool-print',
      attrs: { type: 'button' },
      on: {
        click: function (event) {
          PetitionChat.printOne(event.currentTarget.closest('.card'));
        }
      }
    }, [PetitionChat.icon('print'), label]);
  };

  /** A button that copies `text()` and says so in its own label for two seconds. */
  PetitionChat.copyButton = function (label, cls, text) {
    var words = PetitionChat.texts.receipt;
    var name = PetitionChat.el('span', { attrs: { 'aria-live': 'polite' } }, label);
    return PetitionChat.el('button', {
      cls: cls,
      attrs: { type: 'button' },
      on: {
        click: function () {
          PetitionChat.copy(text(), function (ok) {
            name.textContent = ok ? words.copied : words.copyFailed;
            setTimeout(function () { name.textContent = label; }, 2000);
          });
        }
      }
    }, [PetitionChat.icon('copy'), name]);
  };

  /* What can be done beside answering: the facts whose answer is a place, or a file. */
  var BESIDE = {
    region: { icon: 'place', label: function () { return PetitionChat.texts.place.open; }, act: 'pickPlace' },
    evidence: { icon: 'attach', label: function () { return PetitionChat.texts.acceptance.add; }, act: 'attach' }
  };

  function sources(citations) {
    var el = PetitionChat.el;
    return citations.length ? el('details', 'card-sources', [
      el('summary', '', PetitionChat.fill(PetitionChat.texts.sources, { count: citations.length }))
    ].concat(citations.map(PetitionChat.clause))) : null;
  }

  function questionCard(card, message, context) {
    var el = PetitionChat.el;
    var beside = BESIDE.hasOwnProperty(card.fact) ? BESIDE[card.fact] : null;
    return el('div', 'card card-question', [
      el('h3', 'card-kind', [PetitionChat.icon('ask'), el('span', '', PetitionChat.texts.question)]),
      PetitionChat.prose(message.text),
      beside ? el('p', 'card-beside', el('button', {
        cls: 'tool' + (beside.act === 'pickPlace' ? ' choice' : ''), attrs: { type: 'button' },
        on: { click: function () { context[beside.act](); } }
      }, [PetitionChat.icon(beside.icon), beside.label()])) : null,
      sources(card.citations || [])
    ]);
  }

  function formCard(card, message) {
    var el = PetitionChat.el;
    var words = PetitionChat.texts.form;
    var place = PetitionChat.fill(words.step, { step: card.step, total: card.total });
    return el('div', 'card card-form', [
      el('div', 'form-head', [
        el('h3', 'card-kind', [PetitionChat.icon('form'), el('span', '', card.label)]),
        el('span', 'form-place', place)
      ]),
      el('progress', { cls: 'bar', attrs: { max: card.total, value: card.step, 'aria-label': words.progress + '：' + place } }),
      PetitionChat.prose(message.text)
    ]);
  }

  function summaryCard(card, message, context) {
    var el = PetitionChat.el;
    var words = PetitionChat.texts.summary;
    var rows = (card.fields || []).map(function (field) {
      return el('div', 'field', [
        el('dt', 'field-label', field.label),
        el('dd', 'field-value' + (field.value ? '' : ' field-empty'), field.value || words.empty),
        field.editable ? el('dd', 'field-edit', el('button', {
          cls: 'tool choice',
          attrs: { type: 'button', 'aria-label': words.edit + field.label },
          on: { click: function () { context.send(words.edit + field.label, null); } }
        }, [PetitionChat.icon('pencil'), words.edit])) : null
      ]);
    });
    var said = around(message.text || '', card.fields || []);
    var after = card.acceptance ? lastLine(said.after) : said.after;
    return el('div', 'card card-summary', [
      el('h3', 'card-title', card.title),
      said.before ? PetitionChat.prose(said.before) : null,
      el('dl', 'fields', rows),
      PetitionChat.acceptancePart(card.acceptance, context),
      after ? PetitionChat.prose(after) : null
    ]);
  }

  /* The message's text lists the same fields as “label：value” lines: what it says before and after them. */
  function around(text, fields) {
    var last = fields[fields.length - 1];
    var from = last ? text.indexOf(fields[0].label + '：') : -1;
    var to = last ? text.lastIndexOf(last.label + '：') : -1;
    if (from < 0 || to < from) { return { before: '', after: '' }; }
    to = text.indexOf('\n', to + last.label.length + 1 + String(last.value || '').length);
    return { before: text.slice(0, from).trim(), after: to < 0 ? '' : text.slice(to).trim() };
  }

  /* How a report stands to the conditions is laid out by itself: of the text only the closing sentence is left. */
  function lastLine(text) { return text.slice(text.lastIndexOf('\n') + 1); }

  /* Groups of four are easier to write down; a screen reader gets each digit by itself. */
  function codeGroups(code) {
    var el = PetitionChat.el;
    // In pairs, so that a narrow screen breaks in the middle.
    var pairs = (String(code).match(/.{1,8}/g) || []).map(function (pair) {
      return el('span', 'code-pair', pair.match(/.{1,4}/g).map(function (group) { return el('span', 'code-group', group); }));
    });
    return [
      el('span', { cls: 'code-groups', attrs: { 'aria-hidden': 'true' } }, pairs),
      el('span', 'vh', String(code).split('').join(' '))
    ];
  }

  function downloadForm(card, context) {
    var el = PetitionChat.el;
    var words = PetitionChat.texts.receipt;
    var failed = el('p', { cls: 'form-error', attrs: { role: 'alert' } });
    var token = el('input', { attrs: { type: 'hidden', name: 'token' } });
    return el('form', {
      cls: 'download',
      attrs: { method: 'post', action: '/chat/document', target: context.downloadTarget() },
      on: {
        submit: function () {
          token.value = context.token() || '';
          failed.textContent = '';
          context.onDownloadFailed(function () { failed.textContent = words.downloadFailed; });
        }
      }
    }, [
      token,
      el('input', { attrs: { type: 'hidden', name: 'number', value: card.number } }),
      el('button', { cls: 'button', attrs: { type: 'submit' } }, [PetitionChat.icon('download'), words.download]),
      failed
    ]);
  }

  function receiptCard(card, message, context) {
    var el = PetitionChat.el;
    var words = PetitionChat.texts.receipt;
    // In place of the digits there may be a sentence that they have been shown.
    var digits = String(card.code || '').replace(/\s/g, '');
    var code = /^\d+$/.test(digits) ? [
      el('dd', 'receipt-code', codeGroups(digits)),
      el('dd', 'receipt-tools', PetitionChat.copyButton(words.copy, 'tool', function () { return digits; })),
      el('dd', 'receipt-once', words.once)
    ] : [el('dd', 'receipt-gone', digits ? card.code : words.gone)];
    return el('div', 'card card-receipt', [
      el('h3', 'card-title', [PetitionChat.icon('check'), el('span', '', words.title)]),
      el('dl', 'receipt', [
        el('div', 'receipt-row', [
          el('dt', '', words.number),
          el('dd', 'receipt-number', card.number)
        ]),
        el('div', 'receipt-row receipt-secret', [el('dt', '', words.code)].concat(code))
      ]),
      card.text ? PetitionChat.prose(card.text) : null,
      el('div', 'receipt-ways', [
        card.document ? downloadForm(card, context) : null,
        el('a', {
          cls: 'button button-quiet', attrs: { href: '/progress', target: context.progressTarget() },
          on: { click: function () { PetitionChat.createWindowStore('progress').set('number', card.number); } }
        }, [PetitionChat.icon('clock'), words.progress]),
        el('button', { cls: 'button button-quiet', attrs: { type: 'button' }, on: { click: function () { context.attach(card.number); } } },
          [PetitionChat.icon('attach'), words.files])
      ]),
      el('div', 'card-tools', PetitionChat.printButton(PetitionChat.texts.answer.print))
    ]);
  }

  var KINDS = {
    answer: PetitionChat.answerCard,
    question: questionCard,
    form: formCard,
    summary: summaryCard,
    receipt: receiptCard
  };

  /** The node of a message's card, or null when there is none or this page cannot show it: then the text stands.
      `context`: send(text, payload), token(), downloadTarget(), onDownloadFailed(callback), progressTarget(),
      attach(number of a registration), pickPlace(). */
  PetitionChat.renderCard = function (message, context) {
    var card = message.card;
    if (!card || !KINDS.hasOwnProperty(card.kind)) { return null; }
    try {
      return KINDS[card.kind](card, message, context);
    } catch (error) {
      // A card of a newer or damaged shape: its text says the same.
      return null;
    }
  };
})(window);
