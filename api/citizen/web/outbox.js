/* The citizen's own messages until the server has them: one at a time, in order, never twice, kept over a reload. */
(function (root) {
  'use strict';

  var PetitionChat = root.PetitionChat = root.PetitionChat || {};
  var KEY = 'outbox';
  var RETRIES = [1000, 3000];
  var PERMANENT = { 400: true, 413: true, 422: true };

  /** Items: {client_id, text, payload, state, reason, permanent}; state waiting, sending, sent or failed.
      `on(item)` is called at every change of state. */
  PetitionChat.createOutbox = function (options) {
    var store = options.store;
    var transport = options.transport;
    var words = PetitionChat.texts.own;
    var items = [];
    var busy = false;
    var paused = true;
    var attempts = 0;
    var timer = null;

    function save() {
      var kept = [];
      for (var i = 0; i < items.length; i++) {
        kept.push({ client_id: items[i].client_id, text: items[i].text, payload: items[i].payload });
      }
      if (kept.length) { store.set(KEY, kept); } else { store.remove(KEY); }
    }

    function find(id) {
      for (var i = 0; i < items.length; i++) { if (items[i].client_id === id) { return items[i]; } }
      return null;
    }

    function firstWaiting() {
      for (var i = 0; i < items.length; i++) { if (items[i].state !== 'failed') { return items[i]; } }
      return null;
    }

    function drop(item) {
      var at = items.indexOf(item);
      if (at >= 0) { items.splice(at, 1); }
      save();
    }

    function set(item, state, reason) {
      item.state = state;
      item.reason = reason || '';
      options.on(item);
    }

    function failAll(reason, retriable) {
      for (var i = 0; i < items.length; i++) {
        if (items[i].state === 'failed') { continue; }
        items[i].retriable = retriable;
        set(items[i], 'failed', reason);
      }
    }

    function pump() {
      var item = firstWaiting();
      if (busy || paused || !item || !transport.hasSession()) { return; }
      busy = true;
      set(item, 'sending');
      transport.post({ client_id: item.client_id, text: item.text, payload: item.payload }, function (code, answer, wait) {
        var said = answer && answer.error && answer.error.message || '';
        busy = false;
        if (items.indexOf(item) < 0) { return pump(); }
        if (code === 200 || code === 202) {
          attempts = 0;
          drop(item);
          set(item, 'sent');
          return pump();
        }
        if (code === 401 || code === -1) { return failAll(words.expired, false); }
        if (PERMANENT[code]) {
          attempts = 0;
          item.permanent = true;
          set(item, 'failed', said || words.failed);
          return pump();
        }
        if (code === 503 && !transport.isReady()) { return set(item, 'waiting'); }
        if (attempts < RETRIES.length) {
          paused = true;
          timer = setTimeout(function () { paused = false; pump(); }, Math.max(RETRIES[attempts], wait * 1000));
          attempts += 1;
          return;
        }
        attempts = 0;
        failAll(said || words.network, code === 0);
      });
    }

    function add(item) {
      items.push(item);
      save();
      options.on(item);
      return item;
    }

    return {
      /** Take over what a former page could not send; each waits for the citizen's word. */
      restore: function () {
        var kept = store.get(KEY, []);
        for (var i = 0; i < kept.length; i++) {
          if (!find(kept[i].client_id)) {
            kept[i].state = 'failed';
            kept[i].reason = '';
            items.push(kept[i]);
            options.on(kept[i]);
          }
        }
      },
      send: function (text, payload) {
        var item = add({ client_id: PetitionChat.uuid(), text: text, payload: payload || null, state: 'waiting', reason: '' });
        pump();
        return item;
      },
      resend: function (id) {
        var item = find(id);
        if (!item || item.state !== 'failed' || item.permanent) { return; }
        attempts = 0;
        set(item, 'waiting');
        pump();
      },
      /** Give a failed message up; its text, to be put back into the input. */
      takeBack: function (id) {
        var item = find(id);
        if (!item) { return ''; }
        drop(item);
        return item.text;
      },
      /** The server's own record shows this message: whatever the answer to the POST was, it arrived. */
      confirm: function (id) {
        var item = find(id);
        if (item) { drop(item); }
        return !!item;
      },
      /** The line is up (again): what only the network had stopped goes out now. */
      resume: function () {
        clearTimeout(timer);
        paused = false;
        attempts = 0;
        for (var i = 0; i < items.length; i++) {
          if (items[i].state === 'failed' && items[i].retriable) {
            items[i].retriable = false;
            set(items[i], 'waiting');
          }
        }
        pump();
      },
      /** The session is over; what was meant for it must not go into the next one unasked. */
      expire: function () { failAll(words.expired, false); },
      state: function (id) { var item = find(id); return item ? item.state : null; },
      clear: function () { items = []; paused = true; clearTimeout(timer); store.remove(KEY); }
    };
  };
})(window);
