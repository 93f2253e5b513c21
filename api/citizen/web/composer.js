/* Where the citizen writes: grows with the text, sends on Enter but never in the middle of an input method's word,
   counts when the limit comes near, and keeps the draft. */
(function (root) {
  'use strict';

  var PetitionChat = root.PetitionChat = root.PetitionChat || {};
  var IME_KEY = 229;

  /* As the server counts: characters, not UTF-16 halves. */
  function length(text) {
    var pairs = text.match(/[\ud800-\udbff][\udc00-\udfff]/g);
    return text.length - (pairs ? pairs.length : 0);
  }

  /** `elements`: form, input, counter; `options`: store, onSend(text), onWrite(anything). */
  PetitionChat.createComposer = function (elements, options) {
    var words = PetitionChat.texts.composer;
    var input = elements.input;
    var composing = false;
    var saving = null;

    function grow() {
      input.style.height = 'auto';
      // The border is not part of scrollHeight.
      input.style.height = input.scrollHeight + (input.offsetHeight - input.clientHeight) + 'px';
    }

    function count() {
      var left = words.limit - length(input.value);
      var over = left < 0;
      elements.counter.textContent = over ? PetitionChat.fill(words.over, { count: -left }) :
        left <= words.near ? PetitionChat.fill(words.left, { count: left }) : '';
      elements.counter.classList.toggle('counter-over', over);
      if (over) { input.setAttribute('aria-invalid', 'true'); } else { input.removeAttribute('aria-invalid'); }
      return !over;
    }

    function save() {
      clearTimeout(saving);
      saving = null;
      if (input.value) { options.store.set('draft', input.value); } else { options.store.remove('draft'); }
    }

    function changed() {
      grow();
      count();
      options.onWrite(!!input.value.trim());
      if (!saving) { saving = setTimeout(save, 300); }
    }

    function set(text) {
      input.value = text;
      grow();
      count();
      save();
    }

    function submit() {
      var text = input.value;
      if (!count()) { return input.focus(); }
      if (!text.trim()) {
        elements.counter.textContent = words.empty;
        return input.focus();
      }
      set('');
      options.onSend(text);
    }

    input.addEventListener('compositionstart', function () { composing = true; });
    input.addEventListener('compositionend', function () { composing = false; });
    input.addEventListener('input', changed);
    input.addEventListener('keydown', function (event) {
      if (event.key !== 'Enter' && event.keyCode !== 13) { return; }
      if (event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) { return; }
      if (composing || event.isComposing || event.keyCode === IME_KEY) { return; }
      event.preventDefault();
      submit();
    });
    elements.form.addEventListener('submit', function (event) {
      event.preventDefault();
      submit();
      input.focus();
    });
    // Not every browser says goodbye in the same way; each of these may be the last thing heard.
    root.addEventListener('pagehide', function () { if (saving) { save(); } });
    document.addEventListener('visibilitychange', function () { if (document.hidden && saving) { save(); } });
    root.addEventListener('resize', grow);

    set(options.store.get('draft', ''));

    return {
      focus: function () { input.focus(); },
      /** Put text back; what is being written stays, after it. */
      restore: function (text) { set(input.value ? text + '\n' + input.value : text); input.focus(); },
      clear: function () { clearTimeout(saving); saving = null; input.value = ''; grow(); count(); },
      refresh: grow
    };
  };
})(window);
