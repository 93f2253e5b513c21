/* The citizen's chat: puts the parts together. Start reading here. */
(function (root) {
  'use strict';

  var PetitionChat = root.PetitionChat;
  var texts = PetitionChat.texts;

  function byId(id) { return document.getElementById(id); }

  function parameter(name) {
    var found = new RegExp('[?&]' + name + '=([^&#]*)').exec(root.location.search);
    return found ? decodeURIComponent(found[1].replace(/\+/g, ' ')) : '';
  }

  function regionGiven() {
    var region = parameter('region') || document.body.getAttribute('data-region') || '';
    return /^\d{6}$/.test(region) ? region : '';
  }

  function start() {
    var region = regionGiven();
    var embedded = parameter('embed') === '1' && root.parent !== root;
    var store = PetitionChat.createStore(region || 'any');
    var downloadFailed = null;
    var notReady = false;
    var measure = PetitionChat.watchWidth(document.documentElement);

    function announce(text) {
      byId('announcer').textContent = '';
      // A screen reader only speaks of a change, even when the words are the same as last time.
      setTimeout(function () { byId('announcer').textContent = text; }, 50);
    }

    function tellHost(what) {
      // The host page's address is not known here, and nothing private is in these two words.
      if (embedded) { root.parent.postMessage({ petitionChat: what }, '*'); }
    }

    /* Of the text box the focus stays in it. A button pressed may be gone or disabled now: then the focus goes to the
       message just made, the reply comes right after it. */
    function send(text, payload, byButton) {
      var item = outbox.send(text, payload);
      person.sent();
      if (byButton) { log.focusOwn(item.client_id); }
    }

    var log = PetitionChat.createLog({
      scroller: byId('scroller'), log: byId('log'), typing: byId('typing'), typingText: byId('typing-text'),
      more: byId('more')
    }, {
      context: {
        send: function (text, payload) { send(text, payload, true); },
        token: function () { return transport.token(); },
        downloadTarget: function () {
          // iPhones show a file only in a window of its own.
          return /iP(hone|ad|od)/.test(root.navigator.userAgent) ? '_blank' : byId('download').name;
        },
        onDownloadFailed: function (callback) { downloadFailed = callback; },
        // No frame of another site shows the progress page.
        progressTarget: function () { return embedded ? '_blank' : '_self'; },
        attach: function (number) { attaching.attach(number); },
        pickPlace: function () { attaching.pickPlace(); }
      },
      act: {
        resend: function (id) { log.focusOwn(id); outbox.resend(id); },
        rewrite: function (id) { log.dropOwn(id); composer.restore(outbox.takeBack(id)); }
      }
    });

    var banner = PetitionChat.createBanner({
      banner: byId('banner'), text: byId('banner-text'), retry: byId('banner-retry'), loading: byId('loading')
    }, announce);

    var preparing = PetitionChat.createPreparing({
      panel: byId('preparing'), text: byId('preparing-text'), bar: byId('preparing-bar')
    }, announce);

    var transport = PetitionChat.createTransport({
      region: region,
      store: store,
      on: {
        message: function (message) {
          if (message.client_id) { outbox.confirm(message.client_id); }
          log.add(message);
          banner.begun();
          if (document.hidden && message.from !== 'citizen') { document.title = texts.unreadTitle + texts.title; }
        },
        replaying: function () { log.quiet(true); },
        caughtUp: function () {
          log.quiet(false);
          outbox.resume();
          attaching.begin();
        },
        typing: function (on, from) { log.typing(on, from); },
        talksWith: function (who) { person.show(who); },
        status: function (status) {
          if (notReady && status.ready !== false) { outbox.resume(); }
          notReady = status.ready === false;
          preparing.show(status);
        },
        connection: function (state, seconds) {
          banner.show(state, seconds);
          if (state === 'open') { outbox.resume(); }
        },
        session: function (why) {
          if (why !== 'kept') { attaching.reset(); }
          if (why === 'expired') {
            outbox.expire();
            if (log.hasHistory()) { log.divide(texts.session.earlier, true); }
            log.divide(texts.session.expired, false);
            announce(texts.session.expired);
          }
        }
      }
    });

    var outbox = PetitionChat.createOutbox({
      store: store,
      transport: transport,
      on: function (item) {
        log.showOwn(item);
        if (item.state === 'failed') { announce(texts.own.announceFailed); }
      }
    });

    var composer = PetitionChat.createComposer({
      form: byId('composer'), input: byId('message-input'), counter: byId('counter')
    }, {
      store: store,
      onSend: function (text) { send(text, null, false); },
      onWrite: function (anything) { person.writes(anything); }
    });

    var person = PetitionChat.createPerson({ line: byId('person'), text: byId('person-text') }, announce,
      function (on) { transport.writes(on); });

    var attaching = PetitionChat.createAttaching({
      button: byId('attach'), count: byId('attach-count'), sheet: byId('sheet'),
      behind: [document.querySelector('.head'), document.querySelector('.talk'), byId('composer')]
    }, {
      store: store,
      token: function () { return transport.token(); },
      announce: announce,
      expired: function () { transport.retryNow(); },
      send: function (text) { send(text, null, true); },
      divide: function (text) { log.divide(text, false); announce(text); }
    });

    var menu = PetitionChat.createMenu(byId('menu-button'), byId('menu'));
    var dialog = PetitionChat.createDialog(byId('dialog'));
    var typeSize = PetitionChat.createTypeSize(byId('type-button'), store, announce, function () {
      measure();
      composer.refresh();
    });

    function forget(elsewhere) {
      transport.stop();
      outbox.clear();
      composer.clear();
      log.clear();
      store.clear(elsewhere);
      typeSize.reset();
      person.clear();
      preparing.hide();
      attaching.reset();
      dialog.close();
      menu.close(false);
      document.title = texts.title;
      document.body.classList.add('is-cleared');
      byId('cleared').hidden = false;
      byId('again').focus();
    }

    function onMenu(id, action) {
      byId(id).addEventListener('click', function () { menu.close(true); action(); });
    }

    onMenu('menu-human', function () { send(texts.menu.human, null, true); });
    onMenu('menu-print', function () { PetitionChat.printOne(null); });
    onMenu('menu-restart', function () {
      dialog.ask({ title: texts.menu.restartAsk, text: texts.menu.restartWarn, yes: texts.menu.restartYes, no: texts.menu.cancel },
        byId('menu-button'), function () { send(texts.menu.restart, null, true); });
    });
    onMenu('menu-clear', function () {
      dialog.ask({ title: texts.menu.clearAsk, text: texts.menu.clearWarn, yes: texts.menu.clearYes, no: texts.menu.cancel },
        byId('menu-button'), function () { forget(false); });
    });
    byId('again').addEventListener('click', function () {
      document.body.classList.remove('is-cleared');
      byId('cleared').hidden = true;
      banner.restart();
      transport.start();
      composer.focus();
    });
    byId('banner-retry').addEventListener('click', function () { transport.retryNow(); composer.focus(); });
    byId('download').addEventListener('load', function () {
      // A file never loads into the frame; whatever does is an error page.
      if (downloadFailed) { downloadFailed(); }
      downloadFailed = null;
    });
    byId('close-button').addEventListener('click', function () { tellHost('close'); });
    document.addEventListener('keydown', function (event) {
      if (event.keyCode !== 27) { return; }
      if (dialog.close() || attaching.close() || menu.close(true)) { return; }
      tellHost('close');
    });
    document.addEventListener('visibilitychange', function () { if (!document.hidden) { document.title = texts.title; } });
    root.addEventListener('storage', function (event) {
      // Cleared in another window of this browser: the same holds here.
      if (store.isClearing(event)) { forget(true); }
    });
    root.addEventListener('beforeunload', function (event) {
      if (attaching.busy()) { event.preventDefault(); event.returnValue = texts.files.keepOpen; }
    });
    PetitionChat.fitToKeyboard(document.documentElement);
    if (embedded) {
      byId('menu-progress').setAttribute('target', '_blank');
      byId('to-progress').setAttribute('target', '_blank');
    }

    if (embedded) {
      document.documentElement.classList.add('is-embedded');
      byId('close-button').hidden = false;
      tellHost('ready');
    }
    outbox.restore();
    transport.start();
  }

  start();
})(window);
