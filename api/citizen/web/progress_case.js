/* The screens of the progress page that show: where the case stands, and what has been written to and fro. */
(function (root) {
  'use strict';

  var PetitionChat = root.PetitionChat = root.PetitionChat || {};

  function dayText(iso) {
    var day = /^(\d{4})-(\d{2})-(\d{2})/.exec(iso || '');
    return day ? PetitionChat.fill(PetitionChat.texts.progress.day, { year: day[1], month: Number(day[2]), day: Number(day[3]) }) : '';
  }

  function heading(text) {
    return PetitionChat.el('h2', { cls: 'screen-title', attrs: { tabindex: '-1' } }, text);
  }
  PetitionChat.screenHeading = heading;

  /** A large button that leads to another screen. */
  function way(icon, label, hint, go, cls) {
    var el = PetitionChat.el;
    return el('li', '', el('button', { cls: 'way' + (cls ? ' ' + cls : ''), attrs: { type: 'button' }, on: { click: go } }, [
      PetitionChat.icon(icon),
      el('span', 'way-words', [el('span', 'way-label', label), hint ? el('span', 'way-hint', hint) : null])
    ]));
  }

  /* The paper of the registration. A file never loads into the frame; whatever does is an error page. */
  function paperWay(act) {
    var el = PetitionChat.el;
    var words = PetitionChat.texts.progress.home;
    var onApple = /iP(hone|ad|od)/.test(root.navigator.userAgent);
    var asked = false;
    var token = el('input', { attrs: { type: 'hidden', name: 'token' } });
    var failed = el('p', { cls: 'form-error', attrs: { role: 'alert' } });
    var frame = el('iframe', {
      cls: 'download-frame',
      attrs: { name: 'progress-paper', title: words.paper, tabindex: '-1', 'aria-hidden': 'true' },
      on: { load: function () { if (asked) { failed.textContent = words.paperFailed; } asked = false; } }
    });
    return el('li', '', el('form', {
      attrs: { method: 'post', action: '/api/v1/follow-up/document', target: onApple ? '_blank' : 'progress-paper' },
      on: { submit: function () { token.value = act.token() || ''; failed.textContent = ''; asked = true; } }
    }, [
      token,
      el('button', { cls: 'way', attrs: { type: 'submit' } }, [
        PetitionChat.icon('download'),
        el('span', 'way-words', [el('span', 'way-label', words.paper), el('span', 'way-hint', words.paperHint)])
      ]),
      failed,
      frame
    ]));
  }

  /* A step that lies ahead is named without “already”: 受理, not 已受理. */
  function stepLine(steps) {
    var el = PetitionChat.el;
    var words = PetitionChat.texts.progress.home;
    return el('ol', 'line', steps.map(function (step) {
      var said = { done: words.done, now: words.current, ahead: words.ahead }[step.status];
      return el('li', { cls: 'line-step line-' + step.status, attrs: step.status === 'now' ? { 'aria-current': 'step' } : {} }, [
        el('span', 'line-mark', step.status === 'done' ? PetitionChat.icon('check') : null),
        el('span', 'line-words', [
          el('span', 'line-label', step.status === 'ahead' ? step.label.replace(words.already, '') : step.label),
          el('span', 'line-day', [el('span', step.status === 'now' ? 'line-said' : 'vh', said), step.day ? ' ' + dayText(step.day) : ''])
        ])
      ]);
    }));
  }

  /** Where the case stands. `act`: go(screen), leave(), refresh(button). */
  PetitionChat.homeScreen = function (status, act) {
    var el = PetitionChat.el;
    var words = PetitionChat.texts.progress.home;
    var open = status.questions || [];
    var next = status.next || [];
    function to(screen) { return function () { act.go(screen); }; }
    return el('div', 'home', [
      heading(status.title),
      el('p', 'home-number', [el('span', 'home-digits', status.number), status.anonymous ? el('span', 'home-anonymous', words.anonymous) : null]),
      open.length ? el('div', 'home-ask', [
        el('p', '', PetitionChat.fill(words.ask, { count: open.length })),
        el('button', { cls: 'button wide', attrs: { type: 'button' }, on: { click: to('answer') } }, words.answer)
      ]) : null,
      el('section', 'home-now', [
        el('p', 'home-small', words.now),
        el('p', 'home-state', status.state.label),
        status.state.plain ? el('p', '', status.state.plain) : null,
        status.state.day ? el('p', 'home-small', PetitionChat.fill(words.since, { day: dayText(status.state.day) })) : null
      ]),
      next.length ? el('section', 'home-part', [
        el('h3', 'part-title', [PetitionChat.icon('clock'), words.next])
      ].concat(next.map(function (line) {
        return el('div', 'home-next', [el('p', '', line.text), PetitionChat.clause(line.citation)]);
      }))) : null,
      el('section', 'home-part', [el('h3', 'part-title', [PetitionChat.icon('route'), words.steps]), stepLine(status.steps || [])]),
      el('section', 'home-part', [
        el('h3', 'part-title', [PetitionChat.icon('form'), words.can]),
        el('ul', 'ways', [
          status.can.add ? way('pencil', words.add, words.addHint, to('add')) : null,
          status.can.files ? way('attach', words.files, words.filesHint, to('files')) : null,
          paperWay(act),
          way('book', words.records, words.recordsHint, to('records')),
          status.can.withdraw ? way('undo', words.withdraw, words.withdrawHint, to('withdraw'), 'way-quiet') : null
        ])
      ]),
      el('p', 'home-foot', [
        el('button', { cls: 'tool', attrs: { type: 'button' }, on: { click: function (event) { act.refresh(event.currentTarget); } } },
          [PetitionChat.icon('retry'), words.refresh]),
        el('button', { cls: 'tool', attrs: { type: 'button' }, on: { click: act.leave } }, words.leave)
      ])
    ]);
  };

  /** What has been written to and fro, the newest first. */
  PetitionChat.recordsScreen = function (status, back) {
    var el = PetitionChat.el;
    var words = PetitionChat.texts.progress.records;
    var entries = (status.entries || []).slice().reverse();
    return el('div', 'records', [
      back,
      heading(words.title),
      entries.length ? el('ol', 'entries', entries.map(function (entry) {
        return el('li', 'entry-item entry-' + entry.author, [
          el('p', 'entry-who', [el('span', '', words[entry.kind] || words.note), ' ', el('span', 'entry-day', dayText(entry.day))]),
          PetitionChat.prose(entry.text)
        ]);
      })) : el('p', '', words.none)
    ]);
  };

  /** Shown while the case is being fetched, or when it could not be. */
  PetitionChat.waitingScreen = function (failed, again) {
    var el = PetitionChat.el;
    var words = PetitionChat.texts.progress.home;
    if (!failed) {
      return el('p', { cls: 'loading', attrs: { role: 'status' } }, [
        el('span', { cls: 'dots', attrs: { 'aria-hidden': 'true' } }, [el('i'), el('i'), el('i')]), words.loading
      ]);
    }
    return el('div', '', [
      el('p', { cls: 'screen-note', attrs: { role: 'alert' } }, failed === true ? words.failed : failed),
      el('button', { cls: 'button wide', attrs: { type: 'button' }, on: { click: again } }, words.retry)
    ]);
  };
})(window);
