/* One script tag puts the chat on any site:
     <script src="https://HOST/embed.js" data-region="220000" defer></script>
   A button at the foot of the page opens the chat in a frame; Escape closes it. Leaves no name on `window`, sets no
   cookie, loads nothing before the button is pressed. Optional: data-label (words on the button), data-side ("left"). */
(function (root, document) {
  'use strict';

  var PHONE = 640; /* CSS pixels of width up to which the chat takes the whole screen */
  var script = document.currentScript || document.querySelector('script[src*="/embed.js"]');
  var home = script.src.replace(/\/embed\.js.*$/, '');
  var origin = /^[a-z]+:\/\/[^/]+/i.exec(script.src)[0];
  var region = /^\d{6}$/.test(script.getAttribute('data-region') || '') ? script.getAttribute('data-region') : '';
  var label = script.getAttribute('data-label') || '医保诉求助手';
  var side = script.getAttribute('data-side') === 'left' ? 'left' : 'right';
  var dark = root.matchMedia && root.matchMedia('(prefers-color-scheme: dark)').matches;
  var button, panel, shut, frame;
  var open = false;
  var pageOverflow = null;

  /* The host's own style sheets must not reach in, and its policy may forbid ours: so every property, by hand. */
  function style(node, properties) {
    for (var name in properties) { node.style.setProperty(name, properties[name], 'important'); }
  }

  function make(name, attributes, properties) {
    var node = document.createElement(name);
    for (var key in attributes) { node.setAttribute(key, attributes[key]); }
    style(node, { all: 'initial', 'box-sizing': 'border-box', 'font-family': 'system-ui, "PingFang SC", "Microsoft YaHei", sans-serif' });
    style(node, properties);
    return node;
  }

  function ring(node) {
    node.addEventListener('focus', function () { style(node, { outline: '3px solid #b4530a', 'outline-offset': '3px' }); });
    node.addEventListener('blur', function () { style(node, { outline: 'none' }); });
  }

  function icon(d) {
    var ns = 'http://www.w3.org/2000/svg';
    var svg = document.createElementNS(ns, 'svg');
    var path = document.createElementNS(ns, 'path');
    svg.setAttribute('viewBox', '0 0 24 24');
    svg.setAttribute('aria-hidden', 'true');
    svg.setAttribute('focusable', 'false');
    style(svg, {
      width: '24px', height: '24px', fill: 'none', stroke: '#fff', 'stroke-width': '1.8', 'stroke-linecap': 'round',
      'stroke-linejoin': 'round', 'flex': 'none'
    });
    path.setAttribute('d', d);
    svg.appendChild(path);
    return svg;
  }

  function isPhone() { return root.innerWidth <= PHONE || root.innerHeight < 480; }

  function layOut() {
    if (!panel || !open) { return; }
    var whole = isPhone();
    style(panel, {
      width: whole ? '100%' : '420px', height: whole ? '100%' : Math.min(720, root.innerHeight - 120) + 'px',
      left: whole || side === 'left' ? (whole ? '0' : '24px') : 'auto', right: whole ? '0' : side === 'right' ? '24px' : 'auto',
      bottom: whole ? '0' : '96px', 'border-radius': whole ? '0' : '14px'
    });
    panel.setAttribute('aria-modal', String(whole));
    // Behind a chat that takes the whole screen nothing should scroll.
    if (whole && pageOverflow === null) {
      pageOverflow = document.documentElement.style.overflow;
      document.documentElement.style.overflow = 'hidden';
    }
    if (!whole) { freePage(); }
    style(button, { visibility: whole ? 'hidden' : 'visible' });
  }

  function freePage() {
    if (pageOverflow === null) { return; }
    document.documentElement.style.overflow = pageOverflow;
    pageOverflow = null;
  }

  function build() {
    panel = make('div', { role: 'dialog', 'aria-label': label }, {
      position: 'fixed', 'z-index': '2147483646', overflow: 'hidden', display: 'none',
      background: dark ? '#141a1a' : '#f5f1e8', 'box-shadow': '0 8px 36px rgba(0, 0, 0, .3)'
    });
    frame = make('iframe', {
      src: home + '/?embed=1' + (region ? '&region=' + region : ''), title: label, allow: 'clipboard-write'
    }, { display: 'block', width: '100%', height: '100%', border: '0' });
    // Until the chat itself is there with its own close button (or for ever, when it cannot be loaded).
    shut = make('button', { type: 'button', 'aria-label': '关闭' }, {
      position: 'absolute', top: '6px', right: '6px', width: '44px', height: '44px', display: 'flex', 'align-items': 'center',
      'justify-content': 'center', 'border-radius': '8px', background: '#14564a', cursor: 'pointer'
    });
    shut.appendChild(icon('M6 6l12 12M18 6L6 18'));
    shut.addEventListener('click', function () { toggle(false); });
    ring(shut);
    panel.appendChild(frame);
    panel.appendChild(shut);
    document.body.appendChild(panel);
  }

  function toggle(show) {
    if (show && !panel) { build(); }
    open = show;
    button.setAttribute('aria-expanded', String(show));
    style(panel, { display: show ? 'block' : 'none' });
    if (show) {
      layOut();
      frame.focus();
    } else {
      freePage();
      style(button, { visibility: 'visible' });
      button.focus();
    }
  }

  function start() {
    button = make('button', { type: 'button', 'aria-haspopup': 'dialog', 'aria-expanded': 'false' }, {
      position: 'fixed', 'z-index': '2147483645', bottom: '24px', display: 'flex', 'align-items': 'center', 'min-height': '52px',
      padding: '10px 20px 10px 16px', 'border-radius': '28px', background: '#14564a', color: '#fff', 'font-size': '18px',
      'line-height': '1.4', 'font-weight': '600', cursor: 'pointer', 'box-shadow': '0 4px 16px rgba(0, 0, 0, .28)'
    });
    var words = make('span', {}, { color: '#fff', 'font-size': '18px', 'font-weight': '600', 'margin-left': '8px', cursor: 'pointer' });
    style(button, side === 'left' ? { left: '24px' } : { right: '24px' });
    words.textContent = label;
    button.appendChild(icon('M12 4.5c-4.7 0-8.5 3.1-8.5 7 0 2.2 1.2 4.2 3.2 5.5l-.8 3.3 3.7-2c.8.1 1.6.2 2.4.2 4.7 0 8.5-3.1 8.5-7s-3.8-7-8.5-7zM12 8v7M8.5 11.5h7'));
    button.appendChild(words);
    button.addEventListener('click', function () { toggle(!open); });
    ring(button);
    document.body.appendChild(button);

    document.addEventListener('keydown', function (event) {
      if (open && event.keyCode === 27) { toggle(false); }
    });
    root.addEventListener('resize', layOut);
    root.addEventListener('message', function (event) {
      if (!frame || event.source !== frame.contentWindow || event.origin !== origin || !event.data) { return; }
      if (event.data.petitionChat === 'ready') { style(shut, { display: 'none' }); }
      if (event.data.petitionChat === 'close' && open) { toggle(false); }
    });
  }

  if (document.body) { start(); } else { document.addEventListener('DOMContentLoaded', start); }
})(window, document);
