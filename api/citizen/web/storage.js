/* What stays on this device: the session token, the draft, messages not sent yet, the type size.
   Works without localStorage too (private windows, blocked third-party frames): then until the page is left. */
(function (root) {
  'use strict';

  var PetitionChat = root.PetitionChat = root.PetitionChat || {};
  var PREFIX = 'petition-chat:';

  function open(name) {
    try {
      var storage = root[name];
      storage.setItem(PREFIX + 'probe', '1');
      storage.removeItem(PREFIX + 'probe');
      return storage;
    } catch (error) {
      return null;
    }
  }

  /** A store of JSON values. Keys are kept apart by `scope` (the region), but for those given to `shared`. */
  PetitionChat.createStore = function (scope) {
    var storage = open('localStorage');
    var memory = {};

    function name(key) { return PREFIX + scope + ':' + key; }

    function read(full, otherwise) {
      var text = memory.hasOwnProperty(full) ? memory[full] : null;
      if (storage) {
        try { text = storage.getItem(full); } catch (error) { text = null; }
      }
      if (text == null) { return otherwise; }
      try { return JSON.parse(text); } catch (error) { return otherwise; }
    }

    function write(full, value) {
      memory[full] = JSON.stringify(value);
      if (!storage) { return; }
      // A full or revoked storage must not stop the conversation: memory still holds the value.
      try { storage.setItem(full, memory[full]); } catch (error) { storage = null; }
    }

    return {
      get: function (key, otherwise) { return read(name(key), otherwise); },
      set: function (key, value) { write(name(key), value); },
      getShared: function (key, otherwise) { return read(PREFIX + key, otherwise); },
      setShared: function (key, value) { write(PREFIX + key, value); },
      remove: function (key) {
        delete memory[name(key)];
        if (storage) { try { storage.removeItem(name(key)); } catch (error) { storage = null; } }
      },
      /** Forget everything this page ever kept on the device, of every region, and let other windows know but for
          when one of them began it. */
      clear: function (elsewhere) {
        var doomed = [];
        memory = {};
        if (!storage) { return; }
        for (var i = 0; i < storage.length; i++) {
          if (storage.key(i).indexOf(PREFIX) === 0) { doomed.push(storage.key(i)); }
        }
        for (var j = 0; j < doomed.length; j++) { storage.removeItem(doomed[j]); }
        if (elsewhere) { return; }
        storage.setItem(PREFIX + 'cleared', '1');
        storage.removeItem(PREFIX + 'cleared');
      },
      /** Does this `storage` event say that another window has cleared all? */
      isClearing: function (event) { return event.key === PREFIX + 'cleared' && event.newValue !== null; }
    };
  };

  /** A store of JSON values for this window only: gone when it is closed. */
  PetitionChat.createWindowStore = function (scope) {
    var storage = open('sessionStorage');
    var memory = {};

    function name(key) { return PREFIX + scope + ':' + key; }

    return {
      get: function (key, otherwise) {
        var text = memory.hasOwnProperty(key) ? memory[key] : storage ? storage.getItem(name(key)) : null;
        try { return text == null ? otherwise : JSON.parse(text); } catch (error) { return otherwise; }
      },
      set: function (key, value) {
        memory[key] = JSON.stringify(value);
        if (storage) { try { storage.setItem(name(key), memory[key]); } catch (error) { storage = null; } }
      },
      remove: function (key) {
        delete memory[key];
        if (storage) { storage.removeItem(name(key)); }
      },
      clear: function () {
        memory = {};
        for (var i = storage ? storage.length - 1 : -1; i >= 0; i--) {
          if (storage.key(i).indexOf(name('')) === 0) { storage.removeItem(storage.key(i)); }
        }
      }
    };
  };
})(window);
