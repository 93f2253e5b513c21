/* The first screen of the progress page: registration number and receipt code. Neither ever stands in an address. */
(function (root) {
  'use strict';

  var PetitionChat = root.PetitionChat = root.PetitionChat || {};
  var SLOW = 6000;
  var NUMBER = /^[A-Z]{2}\d{12}$/;
  var CODE_LENGTH = 16;

  /* Full-width letters and digits, as Chinese keyboards like to give them, are the same to us. */
  function narrow(text) {
    return String(text).replace(/[\uff01-\uff5e]/g, function (wide) { return String.fromCharCode(wide.charCodeAt(0) - 0xfee0); });
  }

  function bareNumber(text) { return narrow(text).replace(/[\s\-]/g, '').toUpperCase(); }
  function bareCode(text) { return narrow(text).replace(/\D/g, ''); }

  function field(id, label, hint, more) {
    var el = PetitionChat.el;
    var attrs = {
      id: id, type: 'text', autocomplete: 'off', autocorrect: 'off', spellcheck: 'false',
      'aria-describedby': id + '-hint ' + id + '-fault'
    };
    for (var key in more) { attrs[key] = more[key]; }
    var input = el('input', { cls: 'entry-input', attrs: attrs });
    var fault = el('p', { cls: 'form-error', attrs: { id: id + '-fault' } });
    return {
      input: input,
      node: el('div', 'entry-field', [
        el('label', { cls: 'entry-label', attrs: { 'for': id } }, label),
        el('p', { cls: 'aside', attrs: { id: id + '-hint' } }, hint),
        input, fault
      ]),
      /** Say what is wrong, or nothing. */
      blame: function (text) {
        fault.textContent = text;
        if (text) { input.setAttribute('aria-invalid', 'true'); } else { input.removeAttribute('aria-invalid'); }
        return !text;
      }
    };
  }

  /** `options`: number (to begin with), note (why one is here again), entered(answer of the server, number), announce(text). */
  PetitionChat.entryScreen = function (options) {
    var el = PetitionChat.el;
    var words = PetitionChat.texts.progress.entry;
    var number = field('number', words.number, words.numberHint, { autocapitalize: 'characters', maxlength: 40, enterkeyhint: 'next' });
    var code = field('code', words.code, words.codeHint, { inputmode: 'numeric', maxlength: 60, enterkeyhint: 'go' });
    var counter = el('p', { cls: 'aside entry-count', attrs: { 'aria-live': 'off' } });
    var fault = el('p', { cls: 'form-error', attrs: { role: 'alert' } });
    var submitWord = el('span', '', words.submit);
    var button = el('button', { cls: 'button wide', attrs: { type: 'submit' } }, submitWord);
    var slow = null;

    number.input.value = options.number || '';
    code.node.appendChild(counter);
    code.input.addEventListener('input', function () {
      var digits = bareCode(code.input.value);
      // Groups of four, as on the receipt; only while one writes at the end, or the caret would jump.
      if (code.input.selectionStart === code.input.value.length) { code.input.value = (digits.match(/.{1,4}/g) || []).join(' '); }
      counter.textContent = digits ? PetitionChat.fill(words.counted, { count: digits.length }) : '';
    });

    function busy(on) {
      clearTimeout(slow);
      button.disabled = on;
      submitWord.textContent = on ? words.busy : words.submit;
      if (on) { slow = setTimeout(function () { submitWord.textContent = words.slow; options.announce(words.slow); }, SLOW); }
    }

    function checked() {
      var given = bareNumber(number.input.value);
      var digits = bareCode(code.input.value);
      var numberRight = number.blame(!given ? words.numberMissing : NUMBER.test(given) ? '' : words.numberWrong);
      var codeRight = code.blame(!digits ? words.codeMissing :
        digits.length < CODE_LENGTH ? PetitionChat.fill(words.codeShort, { count: digits.length }) : '');
      if (!numberRight) { number.input.focus(); } else if (!codeRight) { code.input.focus(); }
      return numberRight && codeRight ? { number: given, code: digits } : null;
    }

    function submit(event) {
      var given;
      event.preventDefault();
      fault.textContent = '';
      given = button.disabled ? null : checked();
      if (!given) { return; }
      busy(true);
      PetitionChat.request({ method: 'POST', path: '/api/v1/follow-up/sessions', json: given }, function (status, answer) {
        busy(false);
        if (status === 201 && answer && answer.token) { return options.entered(answer, given.number); }
        fault.textContent = PetitionChat.faultOf(answer, words.network);
        button.focus();
      });
    }

    return el('form', { cls: 'entry', attrs: { novalidate: 'novalidate', autocomplete: 'off' }, on: { submit: submit } }, [
      el('h2', { cls: 'screen-title', attrs: { tabindex: '-1' } }, words.title),
      options.note ? el('p', 'screen-note', options.note) : null,
      el('p', 'screen-lead', words.lead),
      number.node,
      code.node,
      fault,
      button,
      el('details', 'entry-lost', [el('summary', '', words.lost), el('p', 'aside', words.lostText)]),
      el('p', '', el('a', { cls: 'tool', attrs: { href: '/' } }, words.chat))
    ]);
  };
})(window);
