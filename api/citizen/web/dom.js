/* Building elements. Text goes in as text nodes only: nothing a citizen or the server brought in is ever markup. */
(function (root) {
  'use strict';

  var PetitionChat = root.PetitionChat = root.PetitionChat || {};
  var SVG = 'http://www.w3.org/2000/svg';

  /* Own line icons on a 24 x 24 field. */
  var PATHS = {
    retry: 'M20 12a8 8 0 1 1-2.4-5.7M20 3.5v4.2h-4.2',
    pencil: 'M4.5 19.5l1-4.2L16 4.8l3.2 3.2L8.7 18.5zM14 6.8l3.2 3.2',
    print: 'M7 9V4h10v5M7 17H4.5V9h15v8H17M7 14h10v6H7z',
    copy: 'M9 8.5h10.5V20H9zM5.5 15.5h-1V4H15v1',
    download: 'M12 4v11M7.5 11l4.5 4.5 4.5-4.5M5 20h14',
    phone: 'M6.3 4h3l1.6 4.2-2 1.6a12 12 0 0 0 5.3 5.3l1.6-2L20 14.7v3A2.3 2.3 0 0 1 17.7 20 13.7 13.7 0 0 1 4 6.3 2.3 2.3 0 0 1 6.3 4z',
    clock: 'M12 3.8a8.2 8.2 0 1 0 0 16.4 8.2 8.2 0 0 0 0-16.4zM12 7.5V12l3.2 2',
    office: 'M4 20h16M6 20V9.5M18 20V9.5M10 20v-7M14 20v-7M3.5 9.5L12 4l8.5 5.5z',
    book: 'M12 6.5C10 5 7 4.6 4 5v13.5c3-.4 6 0 8 1.5 2-1.5 5-1.9 8-1.5V5c-3-.4-6 0-8 1.5zM12 6.5V20',
    route: 'M6.5 4.5a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM17.5 15.5a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM6.5 8.5v5a4 4 0 0 0 4 4h5M13 15l2.5 2.5L13 20',
    scales: 'M12 4v16M7.5 20h9M5 7.5h14M5 7.5l-2.5 6a2.7 2.7 0 0 0 5 0zM19 7.5l-2.5 6a2.7 2.7 0 0 0 5 0z',
    info: 'M12 3.8a8.2 8.2 0 1 0 0 16.4 8.2 8.2 0 0 0 0-16.4zM12 11v5.5M12 7.6v.1',
    ask: 'M12 3.8a8.2 8.2 0 1 0 0 16.4 8.2 8.2 0 0 0 0-16.4zM9.6 9.7a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.2.9-1.2 1.8M12 16.5v.1',
    check: 'M5 12.5l4.5 4.5L19 7.5',
    form: 'M6 3.8h12v16.4H6zM9 8.5h6M9 12h6M9 15.5h4',
    attach: 'M19 11.5l-7.4 7.4a4.6 4.6 0 0 1-6.5-6.5l8-8a3.1 3.1 0 0 1 4.4 4.4l-7.7 7.7a1.5 1.5 0 0 1-2.2-2.2l6.8-6.8',
    back: 'M19.5 12h-15M11 5.5L4.5 12l6.5 6.5',
    place: 'M12 20.5s6.5-6 6.5-10.6a6.5 6.5 0 0 0-13 0C5.5 14.5 12 20.5 12 20.5zM12 7.8a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4z',
    undo: 'M8.5 5.5L4 10l4.5 4.5M4 10h10a5.5 5.5 0 0 1 0 11h-3'
  };

  function append(node, children) {
    var list = children == null ? [] : [].concat(children);
    for (var i = 0; i < list.length; i++) {
      if (list[i] == null || list[i] === false) { continue; }
      node.appendChild(typeof list[i] === 'object' ? list[i] : document.createTextNode(String(list[i])));
    }
    return node;
  }

  /** A new element. `options`: class name as a string, or {cls, attrs, on}; `children`: node, text, or a list of them. */
  PetitionChat.el = function (name, options, children) {
    var node = document.createElement(name);
    var given = typeof options === 'string' ? { cls: options } : options || {};
    var key;
    if (given.cls) { node.className = given.cls; }
    for (key in given.attrs || {}) {
      if (given.attrs[key] != null && given.attrs[key] !== false) { node.setAttribute(key, given.attrs[key]); }
    }
    for (key in given.on || {}) { node.addEventListener(key, given.on[key]); }
    return append(node, children);
  };

  PetitionChat.append = append;

  PetitionChat.empty = function (node) {
    while (node.firstChild) { node.removeChild(node.firstChild); }
    return node;
  };

  /** Running text as paragraphs: an empty line parts two, a single line break stays one. */
  PetitionChat.prose = function (text) {
    var parts = String(text == null ? '' : text).replace(/\r\n?/g, '\n').split(/\n[ \t\u3000]*\n\s*/);
    return PetitionChat.el('div', 'text', parts.map(function (part) { return PetitionChat.el('p', '', part); }));
  };

  /** A decorative icon, hidden from screen readers. */
  PetitionChat.icon = function (name) {
    var svg = document.createElementNS(SVG, 'svg');
    var path = document.createElementNS(SVG, 'path');
    svg.setAttribute('viewBox', '0 0 24 24');
    svg.setAttribute('class', 'icon');
    svg.setAttribute('aria-hidden', 'true');
    svg.setAttribute('focusable', 'false');
    path.setAttribute('d', PATHS[name]);
    svg.appendChild(path);
    return svg;
  };

  /** A random version 4 UUID, also where `crypto.randomUUID` is missing. */
  PetitionChat.uuid = function () {
    var bytes = [];
    var hex = '';
    if (root.crypto && root.crypto.getRandomValues) {
      bytes = root.crypto.getRandomValues(new Uint8Array(16));
    } else {
      for (var i = 0; i < 16; i++) { bytes[i] = Math.floor(Math.random() * 256); }
    }
    bytes[6] = bytes[6] & 15 | 64;
    bytes[8] = bytes[8] & 63 | 128;
    for (var j = 0; j < 16; j++) {
      hex += (j === 4 || j === 6 || j === 8 || j === 10 ? '-' : '') + (bytes[j] + 256).toString(16).slice(1);
    }
    return hex;
  };

  function two(number) { return (number < 10 ? '0' : '') + number; }

  /** Clock time and day of an ISO 8601 moment, in China whatever the device's own zone; null when unreadable. */
  PetitionChat.chinaTime = function (iso) {
    var moment = Date.parse(iso);
    var shifted = new Date(moment + 8 * 3600 * 1000);
    if (isNaN(moment)) { return null; }
    return {
      clock: two(shifted.getUTCHours()) + ':' + two(shifted.getUTCMinutes()),
      day: PetitionChat.fill(PetitionChat.texts.date, {
        month: shifted.getUTCMonth() + 1, day: shifted.getUTCDate(), weekday: PetitionChat.texts.weekdays[shifted.getUTCDay()]
      }),
      key: shifted.getUTCFullYear() + '-' + shifted.getUTCMonth() + '-' + shifted.getUTCDate()
    };
  };

  /** Put text on the clipboard, also in old WebViews; `done(ok)`. */
  PetitionChat.copy = function (text, done) {
    function oldWay() {
      var before = document.activeElement;
      var area = PetitionChat.el('textarea', { cls: 'vh', attrs: { readonly: 'readonly', 'aria-hidden': 'true' } });
      var ok = false;
      area.value = text;
      document.body.appendChild(area);
      area.select();
      try { ok = document.execCommand('copy'); } catch (error) { ok = false; }
      document.body.removeChild(area);
      if (before && before.focus) { before.focus(); }
      done(ok);
    }
    if (root.navigator.clipboard && root.navigator.clipboard.writeText) {
      root.navigator.clipboard.writeText(text).then(function () { done(true); }, oldWay);
    } else {
      oldWay();
    }
  };
})(window);
