/* The chat's own sheets: handing in files beside the conversation, choosing a place. */
(function (root) {
  'use strict';

  var PetitionChat = root.PetitionChat = root.PetitionChat || {};

  /** `elements`: button, count, sheet (holder), behind (list); `options`: store, token(), announce(text), expired(), send(text) to say
      something in the conversation, divide(text) to note something in it. */
  PetitionChat.createAttaching = function (elements, options) {
    var words = PetitionChat.texts.files;
    var sheet = PetitionChat.createSheet(elements.sheet, elements.behind);
    var number = null;
    var count = 0;
    var panel = null;

    function counted(now) {
      count = now;
      elements.count.hidden = !count;
      elements.count.textContent = String(count);
    }

    function thePanel() {
      panel = panel || PetitionChat.createFilesPanel({
        base: '/api/v1/chat/files', token: options.token, number: function () { return number; }, memory: options.store,
        announce: options.announce, changed: counted,
        expired: function () { sheet.close(); options.expired(); },
        finish: function () { sheet.close(); }
      });
      return panel;
    }

    function attach(forNumber) {
      var had = count;
      number = forNumber || null;
      sheet.open(words.title, thePanel().node, function () {
        var more = count - had;
        if (more > 0) {
          options.divide(PetitionChat.fill(number ? words.dividerNumber : words.divider, { count: more, number: number }));
        }
      });
      panel.open();
    }

    elements.button.addEventListener('click', function () { attach(null); });

    return {
      attach: attach,
      pickPlace: function () {
        sheet.open(PetitionChat.texts.place.title, PetitionChat.createPlacePicker(function (name) {
          sheet.close();
          options.send(name);
        }));
      },
      close: sheet.close,
      /** Look how many files this conversation already has. */
      begin: function () { if (options.token()) { thePanel().open(); } },
      busy: function () { return !!panel && panel.busy(); },
      reset: function () { sheet.close(); if (panel) { panel.stop(); } panel = null; number = null; counted(0); }
    };
  };
})(window);
