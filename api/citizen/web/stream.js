/* One open line of server-sent events, read by XHR: EventSource cannot send the Authorization header. */
(function (root) {
  'use strict';

  var PetitionChat = root.PetitionChat = root.PetitionChat || {};

  /** A parser fed with pieces of the stream as they arrive; calls `onEvent(name, data)` per whole event. */
  PetitionChat.createEventParser = function (onEvent) {
    var rest = '';
    var name = '';
    var data = [];

    function line(text) {
      var colon = text.indexOf(':');
      var field = colon < 0 ? text : text.slice(0, colon);
      var value = colon < 0 ? '' : text.slice(colon + 1).replace(/^ /, '');
      if (text === '') {
        if (data.length) { onEvent(name || 'message', data.join('\n')); }
        name = '';
        data = [];
      } else if (field === 'event') {
        name = value;
      } else if (field === 'data') {
        data.push(value);
      }
    }

    return function (piece) {
      var lines;
      // A CR at the very end may be half of a CR LF: wait for what follows.
      rest += piece;
      lines = rest.split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop();
      for (var i = 0; i < lines.length; i++) { line(lines[i]); }
    };
  };

  /** Open the stream. `on`: opened(), bytes(), event(name, data), closed(status); returns {close}. */
  PetitionChat.openStream = function (url, headers, on) {
    var request = new XMLHttpRequest();
    var parse = PetitionChat.createEventParser(on.event);
    var read = 0;
    var opened = false;
    var over = false;

    function pump() {
      var text;
      if (over || request.readyState < 3 || request.status !== 200) { return; }
      text = request.responseText;
      if (text.length > read) {
        on.bytes();
        parse(text.slice(read));
        read = text.length;
      }
      // The browser keeps the whole response in memory; a fresh line after 1 MB costs nothing and loses nothing.
      if (read > 1e6 && !over) { finish(200); request.abort(); }
    }

    function finish(status) {
      if (over) { return; }
      over = true;
      on.closed(status);
    }

    request.open('GET', url, true);
    for (var key in headers) { request.setRequestHeader(key, headers[key]); }
    request.onreadystatechange = function () {
      if (over) { return; }
      if (request.readyState >= 2 && request.status === 200 && !opened) {
        opened = true;
        on.opened();
      }
      pump();
      if (request.readyState === 4) { finish(request.status); }
    };
    request.onprogress = pump;
    request.onerror = function () { finish(0); };
    request.send();

    return {
      close: function () { over = true; request.abort(); }
    };
  };
})(window);
