/* The screens of the progress page where something is handed over: a further fact, an answer, a withdrawal. */
(function (root) {
  'use strict';

  var PetitionChat = root.PetitionChat = root.PetitionChat || {};

  function length(text) {
    var pairs = text.match(/[\ud800-\udbff][\udc00-\udfff]/g);
    return text.length - (pairs ? pairs.length : 0);
  }

  function button(label, cls, action) {
    return PetitionChat.el('button', { cls: 'button wide' + cls, attrs: { type: 'button' }, on: { click: action } }, label);
  }

  /** A box to write in and a button. `options`: key (of the draft), label, submit, busy, memory, send(text, done(fault)). */
  function writing(options) {
    var el = PetitionChat.el;
    var faults = PetitionChat.texts.progress.error;
    var limit = PetitionChat.texts.composer.limit;
    var box = el('textarea', { cls: 'writing', attrs: { id: 'writing', rows: 6, 'aria-describedby': 'writing-fault' } });
    var fault = el('p', { cls: 'form-error', attrs: { id: 'writing-fault', role: 'alert' } });
    var word = el('span', '', options.submit);
    var submit = el('button', { cls: 'button wide', attrs: { type: 'submit' } }, word);

    box.value = options.memory.get(options.key, '');
    box.addEventListener('input', function () {
      fault.textContent = '';
      box.removeAttribute('aria-invalid');
      options.memory.set(options.key, box.value);
    });

    function blame(text) {
      fault.textContent = text;
      box.setAttribute('aria-invalid', 'true');
      box.focus();
    }

    return el('form', {
      cls: 'writing-form', attrs: { novalidate: 'novalidate' },
      on: {
        submit: function (event) {
          var over = length(box.value) - limit;
          event.preventDefault();
          if (submit.disabled) { return; }
          if (!box.value.trim()) { return blame(faults.empty); }
          if (over > 0) { return blame(PetitionChat.fill(faults.long, { count: over })); }
          submit.disabled = true;
          word.textContent = options.busy;
          options.send(box.value, function (said) {
            submit.disabled = false;
            word.textContent = options.submit;
            if (said) { return blame(said); }
            options.memory.remove(options.key);
          });
        }
      }
    }, [el('label', { cls: 'entry-label', attrs: { 'for': 'writing' } }, options.label), box, fault, submit]);
  }

  function done(title, text, ways) {
    return PetitionChat.el('div', 'finished', [
      PetitionChat.screenHeading([PetitionChat.icon('check'), ' ' + title]),
      PetitionChat.el('p', '', text)
    ].concat(ways));
  }

  /** Adding facts. `act`: go(screen), show(node), memory, post(path, json, done(fault, status)), back (a node). */
  PetitionChat.addScreen = function (status, act) {
    var words = PetitionChat.texts.progress.add;
    function finished() {
      act.show(done(words.doneTitle, words.doneText, [
        status.can.files ? button(words.files, '', function () { act.go('files'); }) : null,
        button(words.more, ' button-quiet', function () { act.again(); }),
        button(PetitionChat.texts.progress.back, ' button-quiet', function () { act.go(''); })
      ]));
    }
    return PetitionChat.el('div', '', [
      act.back,
      PetitionChat.screenHeading(words.title),
      PetitionChat.el('p', 'screen-lead', words.lead),
      status.anonymous ? PetitionChat.el('p', 'screen-note', words.anonymous) : null,
      writing({
        key: 'draft-add', label: words.label, submit: words.submit, busy: words.busy, memory: act.memory,
        send: function (text, told) {
          act.post('/additions', { text: text }, 'addition', function (fault) { told(fault); if (!fault) { finished(); } });
        }
      })
    ]);
  };

  /** Answering the oldest open question. */
  PetitionChat.answerScreen = function (status, act) {
    var el = PetitionChat.el;
    var words = PetitionChat.texts.progress.answer;
    var question = (status.questions || [])[0];
    if (!question) { return el('div', '', [act.back, PetitionChat.screenHeading(words.title), el('p', '', words.none)]); }
    function finished(fresh) {
      var more = fresh && (fresh.questions || []).length > 0;
      act.show(done(words.doneTitle, words.doneText, [
        more ? button(words.next, '', function () { act.again(); }) : null,
        button(PetitionChat.texts.progress.back, more ? ' button-quiet' : '', function () { act.go(''); })
      ]));
    }
    return el('div', '', [
      act.back,
      PetitionChat.screenHeading(words.title),
      el('p', 'home-small', words.asked),
      el('blockquote', 'asked', PetitionChat.prose(question.text)),
      writing({
        key: 'draft-answer-' + question.sequence, label: words.label, submit: words.submit, busy: words.busy, memory: act.memory,
        send: function (text, told) {
          act.post('/answers', { sequence: question.sequence, text: text }, 'answer', function (fault, fresh) {
            told(fault);
            if (!fault) { finished(fresh); }
          });
        }
      })
    ]);
  };

  /** Withdrawing: first what follows from it, then a box to tick, then the button. */
  PetitionChat.withdrawScreen = function (status, act) {
    var el = PetitionChat.el;
    var words = PetitionChat.texts.progress.withdraw;
    var withdrawal = status.withdrawal;
    var tick = el('input', { attrs: { type: 'checkbox', id: 'sure' } });
    var fault = el('p', { cls: 'form-error', attrs: { role: 'alert' } });
    var submit = button(words.submit, ' button-danger', function () {
      if (!tick.checked) { fault.textContent = words.tick; return tick.focus(); }
      submit.disabled = true;
      submit.textContent = words.busy;
      fault.textContent = '';
      act.post('/withdrawal', { understood: true }, 'withdrawal', function (said, fresh) {
        submit.disabled = false;
        submit.textContent = words.submit;
        if (said) { fault.textContent = said; return; }
        act.show(done(words.doneTitle, fresh && fresh.state.plain || words.doneText, [
          button(PetitionChat.texts.progress.back, '', function () { act.go(''); })
        ]));
      });
    });
    if (!status.can.withdraw || !withdrawal) {
      return el('div', '', [act.back, PetitionChat.screenHeading(words.title), el('p', '', words.not)]);
    }
    return el('div', '', [
      act.back,
      PetitionChat.screenHeading(words.title),
      el('p', 'screen-note', words.before),
      el('ul', 'plain-list withdraw-lines', withdrawal.lines.map(function (line) {
        return el('li', '', [line.text, PetitionChat.clause(line.citation)]);
      })),
      button(words.keep, '', function () { act.go(''); }),
      el('label', { cls: 'tick', attrs: { 'for': 'sure' } }, [tick, el('span', '', words.sure)]),
      fault,
      submit
    ]);
  };
})(window);
