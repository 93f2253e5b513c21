/* The head of the page: type size, the small menu, and a question that must be answered before something is given up. */
(function (root) {
  'use strict';

  var PetitionChat = root.PetitionChat = root.PetitionChat || {};
  var SIZES = ['standard', 'large', 'xlarge'];

  /** The type-size button: three steps, kept on the device. `announce(text)` tells screen readers. */
  PetitionChat.createTypeSize = function (button, store, announce, changed) {
    var words = PetitionChat.texts.typeSize;
    var size = store.getShared('type', SIZES[0]);

    function show() {
      if (SIZES.indexOf(size) < 0) { size = SIZES[0]; }
      for (var i = 0; i < SIZES.length; i++) {
        document.documentElement.classList.toggle('type-' + SIZES[i], SIZES[i] === size);
      }
      button.querySelector('.size-name').textContent = words[size];
    }

    button.addEventListener('click', function () {
      size = SIZES[(SIZES.indexOf(size) + 1) % SIZES.length];
      store.setShared('type', size);
      show();
      announce(words.changed + words[size]);
      changed();
    });
    show();
    changed();
    return { reset: function () { size = SIZES[0]; show(); changed(); } };
  };

  /** A button that opens and closes a panel of buttons; Escape or a click elsewhere closes it. */
  PetitionChat.createMenu = function (button, panel) {
    function toggle(open) {
      panel.hidden = !open;
      button.setAttribute('aria-expanded', String(open));
    }

    button.addEventListener('click', function () {
      toggle(panel.hidden);
      if (!panel.hidden) { panel.querySelector('a, button').focus(); }
    });
    document.addEventListener('click', function (event) {
      if (!panel.hidden && !panel.contains(event.target) && !button.contains(event.target)) { toggle(false); }
    });
    panel.addEventListener('focusout', function (event) {
      if (event.relatedTarget && !panel.contains(event.relatedTarget) && event.relatedTarget !== button) { toggle(false); }
    });

    return {
      /** Close it; true when it was open. */
      close: function (focus) {
        var open = !panel.hidden;
        toggle(false);
        if (open && focus) { button.focus(); }
        return open;
      }
    };
  };

  /** Ask before giving something up. The browser's own `confirm` is refused inside other sites' frames. */
  PetitionChat.createDialog = function (holder) {
    var el = PetitionChat.el;
    var before = null;
    var open = false;

    function close() {
      if (!open) { return false; }
      open = false;
      holder.hidden = true;
      PetitionChat.empty(holder);
      if (before && before.focus) { before.focus(); }
      return true;
    }

    holder.addEventListener('keydown', function (event) {
      var buttons = holder.querySelectorAll('button');
      var at = document.activeElement;
      if (event.keyCode !== 9 || !buttons.length) { return; }
      if (event.shiftKey && at === buttons[0]) { event.preventDefault(); buttons[buttons.length - 1].focus(); }
      if (!event.shiftKey && at === buttons[buttons.length - 1]) { event.preventDefault(); buttons[0].focus(); }
    });

    return {
      close: close,
      /** `words`: {title, text, yes, no}; `back`: what gets the focus afterwards. */
      ask: function (words, back, yes) {
        close();
        before = back;
        open = true;
        var no = el('button', { cls: 'button button-quiet', attrs: { type: 'button' }, on: { click: close } }, words.no);
        PetitionChat.append(PetitionChat.empty(holder), el('div', {
          cls: 'dialog',
          attrs: { role: 'alertdialog', 'aria-modal': 'true', 'aria-labelledby': 'dialog-title', 'aria-describedby': 'dialog-text' }
        }, [
          el('h2', { cls: 'dialog-title', attrs: { id: 'dialog-title' } }, words.title),
          el('p', { cls: 'dialog-text', attrs: { id: 'dialog-text' } }, words.text),
          el('div', 'dialog-actions', [
            no,
            el('button', {
              cls: 'button button-danger', attrs: { type: 'button' }, on: { click: function () { close(); yes(); } }
            }, words.yes)
          ])
        ]));
        holder.hidden = false;
        no.focus();
      }
    };
  };
})(window);
