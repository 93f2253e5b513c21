/* The line to the server: the session, sending, and receiving every message exactly once and in order.
   Receives by an open stream; where a proxy or an old WebView holds the stream back, by asking again and again. */
(function (root) {
  'use strict';

  var PetitionChat = root.PetitionChat = root.PetitionChat || {};

  /* Times in milliseconds. The server pings every 15 s, so 40 s of silence is a dead line. */
  PetitionChat.timing = {
    request: 20000, silence: 40000, watch: 5000, delivery: 5000, state: 2000,
    backoff: [1000, 2000, 4000, 8000, 16000, 30000],
    pollBusy: 1500, pollIdle: 4000, pollHidden: 20000, busy: 30000
  };

  /** `on`: message(message), replaying(), caughtUp(), typing(bool, from), talksWith(who), status(object), connection(state, seconds), session(why).
      Connection states: connecting, open, retrying, offline, stopped. Session reasons: new, kept, expired. */
  PetitionChat.createTransport = function (options) {
    var timing = PetitionChat.timing;
    var store = options.store;
    var on = options.on;
    var token = null;
    var lastId = -1;
    var held = [];
    var filling = false;
    var creating = false;
    var epoch = 0;
    var sessionWhy = 'new';
    var kept = false;
    var stream = null;
    var lastByte = 0;
    var failures = 0;
    var heldBack = 0;
    var polling = false;
    var person = false;
    var busyUntil = 0;
    var stopped = true;
    var ready = true;
    var line = 'stopped';
    var timers = {};

    function later(name, wait, action) {
      clearTimeout(timers[name]);
      timers[name] = setTimeout(action, wait);
    }

    function connection(state, seconds) {
      if (state === 'open' && line === 'open') { return; }
      line = state;
      on.connection(state, seconds);
    }

    function call(method, path, body, done) {
      var request = new XMLHttpRequest();
      var usedToken = token;
      var usedEpoch = epoch;
      request.open(method, path, true);
      request.timeout = timing.request;
      request.setRequestHeader('Accept', 'application/json');
      if (body) { request.setRequestHeader('Content-Type', 'application/json'); }
      if (token) { request.setRequestHeader('Authorization', 'Bearer ' + token); }
      if (method === 'GET' && lastId >= 0) { request.setRequestHeader('Last-Event-ID', String(lastId)); }
      request.onloadend = function () {
        var answer = null;
        try { answer = JSON.parse(request.responseText); } catch (error) { answer = null; }
        // An answer to a session that is over says nothing about the present one.
        if (epoch !== usedEpoch || usedToken && usedToken !== token) { return done(-1, null, 0); }
        done(request.status, answer, Number(request.getResponseHeader('Retry-After')) || 0);
      };
      request.send(body ? JSON.stringify(body) : null);
    }

    /* `whole`: from an answer that holds everything after the last message, so a gap in the ids is no loss. */
    function accept(message, whole) {
      if (!message || !(message.id > lastId)) { return; }
      if (!whole && lastId >= 0 && message.id > lastId + 1) {
        held.push(message);
        if (!filling) { fill(); }
        return;
      }
      lastId = message.id;
      if (message.from === 'bot' || message.from === 'agent') {
        busyUntil = 0;
        if (polling) { on.typing(false, message.from); }
      }
      on.message(message);
    }

    /* Ids are consecutive: something was lost on the way. Ask for all after the last one, then take up what was held. */
    function fill() {
      filling = true;
      catchUp(function (ok) {
        var waiting = held.sort(function (a, b) { return a.id - b.id; });
        held = [];
        filling = false;
        if (!ok) { return connect(); }
        for (var i = 0; i < waiting.length; i++) { accept(waiting[i], true); }
      });
    }

    function take(name, data, whole) {
      if (name === 'message') { accept(data, whole); }
      if (name === 'typing') { on.typing(!!data.on, data.from); }
      if (name === 'thread') { talksWith(data); }
      if (name === 'status') { status(data); }
    }

    /* A person answers in their own time: nothing is being prepared meanwhile. */
    function talksWith(data) {
      person = data['with'] === 'person';
      if (person) { busyUntil = 0; }
      on.talksWith(data['with']);
    }

    function status(data) {
      ready = data.ready !== false;
      on.status(data);
      if (!ready) { later('state', timing.state, askState); }
    }

    /* Is the assistant ready? Asked without a session, again and again until it is. */
    function askState() {
      call('GET', '/chat/state', null, function (code, answer) {
        if (code === 200 && answer) { status(answer); } else if (!ready) { later('state', timing.state, askState); }
      });
    }

    /* Everything after the last message, once. `then(ok)`. */
    function catchUp(then, replay) {
      call('GET', '/chat/events?wait=0', null, function (code, answer) {
        var events = code === 200 && answer && answer.events || [];
        if (code === 401) { return renew(); }
        if (replay && events.length) { on.replaying(); }
        for (var i = 0; i < events.length; i++) {
          if (events[i].event) { take(events[i].event, events[i].data, true); } else { accept(events[i], true); }
        }
        if (code === 200 && answer && answer.thread) { talksWith(answer.thread); }
        if (then && code !== -1) { then(code === 200); }
      });
    }

    function retry(action) {
      var steps = timing.backoff;
      var wait = steps[Math.min(failures, steps.length - 1)] * (0.8 + Math.random() * 0.4);
      failures += 1;
      connection(root.navigator.onLine === false ? 'offline' : 'retrying', Math.ceil(wait / 1000));
      later('retry', wait, action || connect);
    }

    function connect() {
      if (stopped) { return; }
      if (stream) { stream.close(); stream = null; }
      clearTimeout(timers.poll);
      if (!token) { return create(); }
      if (polling) { return poll(); }
      var headers = { Accept: 'text/event-stream', Authorization: 'Bearer ' + token };
      var heard = false;
      if (lastId >= 0) { headers['Last-Event-ID'] = String(lastId); }
      lastByte = Date.now();
      stream = PetitionChat.openStream('/chat/events', headers, {
        opened: function () { lastByte = Date.now(); connection('open', 0); },
        bytes: function () { heard = true; failures = 0; lastByte = Date.now(); },
        event: function (name, data) {
          var value;
          try { value = JSON.parse(data); } catch (error) { return; }
          take(name, value, false);
        },
        closed: function (code) {
          stream = null;
          on.typing(false);
          if (stopped) { return; }
          if (code === 401) { return renew(); }
          // A line that was alive and ended is the everyday case (proxies, restarts): take it up again at once.
          if (code === 200 && heard) { later('retry', 200, connect); } else { retry(); }
        }
      });
    }

    function poll() {
      catchUp(function (ok) {
        var wait = Date.now() < busyUntil ? timing.pollBusy : timing.pollIdle;
        if (stopped) { return; }
        if (!ok) { return retry(); }
        failures = 0;
        lastByte = Date.now();
        connection('open', 0);
        if (busyUntil && Date.now() > busyUntil) { busyUntil = 0; on.typing(false); }
        later('poll', document.hidden ? timing.pollHidden : wait, poll);
      });
    }

    function create() {
      if (creating) { return; }
      creating = true;
      call('POST', '/chat/sessions', { region: options.region || null }, function (code, answer) {
        creating = false;
        if (code === -1) { return; }
        if (code !== 201 || !answer || !answer.token) {
          if (code === 503) { askState(); }
          return retry();
        }
        token = answer.token;
        kept = false;
        lastId = -1;
        held = [];
        filling = false;
        failures = 0;
        store.set('token', token);
        on.session(sessionWhy);
        sessionWhy = 'new';
        history();
      });
    }

    /* The whole conversation so far in one piece, then the open line. */
    function history() {
      catchUp(function (ok) {
        if (!ok) { return retry(history); }
        kept = false;
        on.caughtUp();
        connect();
      }, kept);
    }

    /* The token is no longer known: a new session, said to the citizen by whoever listens. */
    function renew() {
      if (!token) { return; }
      if (stream) { stream.close(); stream = null; }
      clearTimeout(timers.poll);
      clearTimeout(timers.retry);
      token = null;
      store.remove('token');
      sessionWhy = 'expired';
      create();
    }

    /* After 202 the message must come back as an event; when it does not, the stream is being held back somewhere. */
    function expectEvent(id) {
      var usedToken = token;
      setTimeout(function () {
        if (token !== usedToken || lastId >= id) { return; }
        heldBack += 1;
        if (heldBack >= 2 && !polling) { polling = true; connect(); } else { catchUp(); }
      }, timing.delivery);
    }

    function watch() {
      if (!stopped && stream && Date.now() - lastByte > timing.silence) {
        stream.close();
        stream = null;
        retry();
      }
      later('watch', timing.watch, watch);
    }

    function wake() {
      if (stopped || root.navigator.onLine === false) { return; }
      if (line !== 'open' || Date.now() - lastByte > timing.silence / 2) { failures = 0; retryNow(); }
    }

    function retryNow() {
      if (stopped) { return; }
      clearTimeout(timers.retry);
      connection('connecting', 0);
      connect();
    }

    root.addEventListener('online', wake);
    root.addEventListener('offline', function () { if (!stopped) { connection('offline', 0); } });
    document.addEventListener('visibilitychange', function () { if (!document.hidden) { wake(); } });

    return {
      start: function () {
        stopped = false;
        token = store.get('token', null);
        connection('connecting', 0);
        askState();
        watch();
        kept = !!token;
        if (token) { on.session('kept'); history(); } else { create(); }
      },
      stop: function () {
        stopped = true;
        epoch += 1;
        creating = false;
        filling = false;
        held = [];
        if (stream) { stream.close(); stream = null; }
        for (var name in timers) { clearTimeout(timers[name]); }
        token = null;
        lastId = -1;
        connection('stopped', 0);
      },
      /** Send one message; `done(status, answer, retryAfterSeconds)`, status 0 for no answer, -1 for one out of date. */
      post: function (message, done) {
        call('POST', '/chat/messages', message, function (code, answer, retryAfter) {
          if (code === 401) { renew(); }
          if (code === 503) { askState(); }
          if (code === 200 || code === 202) {
            busyUntil = Date.now() + timing.busy;
            if (polling && !person) { on.typing(true, 'bot'); }
            if (polling) { later('poll', timing.pollBusy, poll); }
            if (answer && answer.event_id != null) { expectEvent(answer.event_id); }
          }
          done(code, answer, retryAfter);
        });
      },
      /** The citizen is writing or has stopped; whether that arrives is of no moment. */
      writes: function (on) {
        if (token && line === 'open') { call('POST', '/chat/typing', { on: on }, function () { return null; }); }
      },
      retryNow: retryNow,
      isReady: function () { return ready; },
      hasSession: function () { return !!token; },
      token: function () { return token; }
    };
  };
})(window);
