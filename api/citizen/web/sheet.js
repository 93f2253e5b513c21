/* A sheet over the whole conversation for one thing at a time: handing in files, choosing a place. */
(function (root) {
  'use strict';

  var PetitionChat = root.PetitionChat = root.PetitionChat || {};

  /** `holder`: where the sheet is put; `behind`: the parts of the page that stand still meanwhile. */
  PetitionChat.createSheet = function (holder, behind) {
    var el = PetitionChat.el;
    var before = null;
    var closed = null;

    function still(on) {
      for (var i = 0; i < behind.length; i++) {
        if (on) { behind[i].setAttribute('aria-hidden', 'true'); } else { behind[i].removeAttribute('aria-hidden'); }
      }
    }

    function close() {
      var then = closed;
      if (holder.hidden) { return false; }
      closed = null;
      holder.hidden = true;
      still(false);
      PetitionChat.empty(holder);
      if (before && before.focus && document.body.contains(before)) { before.focus(); }
      if (then) { then(); }
      return true;
    }

    holder.addEventListener('keydown', function (event) {
      var stops = holder.querySelectorAll('button:not(:disabled):not([hidden]), input, a[href], summary');
      var at = document.activeElement;
      if (event.keyCode !== 9 || !stops.length) { return; }
      if (event.shiftKey && (at === stops[0] || at.tabIndex < 0)) { event.preventDefault(); stops[stops.length - 1].focus(); }
      if (!event.shiftKey && at === stops[stops.length - 1]) { event.preventDefault(); stops[0].focus(); }
    });

    return {
      close: close,
      /** Show `node` under the title; `then()` after it has been closed. */
      open: function (title, node, then) {
        close();
        before = document.activeElement;
        closed = then;
        var heading = el('h2', { cls: 'sheet-title', attrs: { id: 'sheet-title', tabindex: '-1' } }, title);
        PetitionChat.append(PetitionChat.empty(holder), el('div', {
          cls: 'sheet-room', attrs: { role: 'dialog', 'aria-modal': 'true', 'aria-labelledby': 'sheet-title' }
        }, el('div', 'column', [
          el('p', 'sheet-back', el('button', { cls: 'tool', attrs: { type: 'button' }, on: { click: close } },
            [PetitionChat.icon('back'), PetitionChat.texts.files.back])),
          heading, node
        ])));
        holder.hidden = false;
        still(true);
        heading.focus();
      }
    };
  };
})(window);
