/* The progress page: one screen at a time, named after # in the address so that the phone's back button works.
   The key of the session lives in this window only and ends with it. Start reading here. */
(function (root) {
  'use strict';

  var PetitionChat = root.PetitionChat;
  var words = PetitionChat.texts.progress;
  var BASE = '/api/v1/follow-up';
  var el = PetitionChat.el;

  function byId(id) { return document.getElementById(id); }

  function announce(text) {
    byId('announcer').textContent = '';
    setTimeout(function () { byId('announcer').textContent = text; }, 50);
  }

  function start() {
    var memory = PetitionChat.createWindowStore('progress');
    var measure = PetitionChat.watchWidth(document.documentElement);
    var token = memory.get('token', null);
    var status = null;
    var panel = null;
    var idle = null;
    var shown = '';

    PetitionChat.createTypeSize(byId('type-button'), PetitionChat.createStore('any'), announce, measure);

    function show(node) {
      var title;
      PetitionChat.empty(byId('screen')).appendChild(node);
      byId('leave-button').hidden = !token;
      byId('scroller').scrollTop = 0;
      title = node.querySelector('.screen-title');
      if (title && shown) { title.focus(); }
      shown = shown || 'once';
    }

    function call(method, path, json, done) {
      awake();
      PetitionChat.request({ method: method, path: BASE + path, token: token, json: json }, function (code, answer, header) {
        if (code === 401 && token) { return enter(words.entry.expired); }
        done(code, answer, header);
      });
    }

    /* As long as the server's session lasts; after that nobody who comes by shall read on. */
    function awake() {
      clearTimeout(idle);
      if (token) { idle = setTimeout(function () { enter(words.entry.expired); }, memory.get('minutes', 30) * 60000); }
    }

    function enter(note) {
      clearTimeout(idle);
      token = null;
      status = null;
      panel = null;
      memory.remove('token');
      if (root.location.hash) { root.history.replaceState(null, '', root.location.pathname); }
      show(PetitionChat.entryScreen({
        number: memory.get('number', ''), note: note, announce: announce,
        entered: function (answer, number) {
          // What somebody else began to write in this window is not for the next one's eyes.
          if (memory.get('number', '') !== number) { memory.clear(); }
          token = answer.token;
          memory.set('token', token);
          memory.set('minutes', answer.idle_minutes || 30);
          load(draw);
        }
      }));
    }

    function leave() {
      var used = token;
      memory.clear();
      if (used) { PetitionChat.request({ method: 'DELETE', path: BASE + '/sessions', token: used }, function () {}); }
      enter(words.entry.left);
    }

    function load(then) {
      if (!status) { show(PetitionChat.waitingScreen(false)); }
      call('GET', '/status', null, function (code, answer) {
        if (code === 200 && answer) { status = answer; memory.set('number', status.number); return then(); }
        show(PetitionChat.waitingScreen(PetitionChat.faultOf(answer, true), function () { load(then); }));
      });
    }

    function entriesOf(kind, given) {
      return (given && given.entries || []).filter(function (entry) { return entry.kind === kind; }).length;
    }

    /* Hand something over. When the line breaks before the answer, look whether it has arrived after all: nothing is
       handed over twice. `done(fault, fresh status)`. */
    function post(path, json, kind, done) {
      var before = entriesOf(kind, status);
      call('POST', path, json, function (code, answer) {
        if (code >= 400) { return done(PetitionChat.faultOf(answer, words.error.other)); }
        call('GET', '/status', null, function (again, fresh) {
          if (again === 200 && fresh) { status = fresh; }
          if (code === 0 && entriesOf(kind, again === 200 && fresh) <= before) { return done(words.error.network); }
          done('', status);
        });
      });
    }

    function go(screen) {
      if (root.location.hash.slice(1) === screen) { return draw(); }
      root.location.hash = screen;
    }

    function backButton() {
      return el('p', 'screen-back', el('button', {
        cls: 'tool', attrs: { type: 'button' }, on: { click: function () { go(''); } }
      }, [PetitionChat.icon('back'), words.back]));
    }

    function filesScreen() {
      panel = panel || PetitionChat.createFilesPanel({
        base: BASE + '/files', token: function () { awake(); return token; }, number: function () { return null; }, registered: true,
        memory: memory, announce: announce,
        expired: function () { enter(words.entry.expired); }, changed: function () {}, finish: function () { go(''); }
      });
      panel.open();
      return el('div', '', [backButton(), PetitionChat.screenHeading(PetitionChat.texts.files.title), panel.node]);
    }

    function refresh(button) {
      button.disabled = true;
      load(function () {
        var now = PetitionChat.chinaTime(new Date().toISOString());
        draw();
        announce(PetitionChat.fill(words.home.refreshed, { clock: now.clock }));
      });
    }

    function draw() {
      var screen = root.location.hash.slice(1);
      var act = { go: go, show: show, again: draw, back: backButton(), memory: memory, post: post, leave: leave, refresh: refresh,
        token: function () { awake(); return token; } };
      if (!token) { return enter(''); }
      if (!status) { return load(draw); }
      awake();
      shown = shown || screen;
      if (screen === 'add') { return show(PetitionChat.addScreen(status, act)); }
      if (screen === 'answer') { return show(PetitionChat.answerScreen(status, act)); }
      if (screen === 'files') { return show(filesScreen()); }
      if (screen === 'records') { return show(PetitionChat.recordsScreen(status, act.back)); }
      if (screen === 'withdraw') { return show(PetitionChat.withdrawScreen(status, act)); }
      show(PetitionChat.homeScreen(status, act));
    }

    byId('leave-button').addEventListener('click', leave);
    root.addEventListener('hashchange', function () { if (token) { draw(); } });
    root.addEventListener('beforeunload', function (event) {
      if (panel && panel.busy()) { event.preventDefault(); event.returnValue = PetitionChat.texts.files.keepOpen; }
    });
    PetitionChat.fitToKeyboard(document.documentElement);
    draw();
  }

  start();
})(window);
