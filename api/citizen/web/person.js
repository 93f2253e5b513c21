/* A person in the conversation: the line that says who is there, and the sign that the citizen is writing. */
(function (root) {
  'use strict';

  var PetitionChat = root.PetitionChat = root.PetitionChat || {};
  /* Times in milliseconds: how often the sign is sent at most, and how long the news of the bot's return stands. */
  var SIGN_EVERY = 4000;
  var RETURNED = 20000;

  /** `elements`: line, text. `send(on)` tells the server that the citizen writes. */
  PetitionChat.createPerson = function (elements, announce, send) {
    var words = PetitionChat.texts.person;
    var who = 'bot';
    var hiding = null;
    var signed = 0;

    function show(state) {
      clearTimeout(hiding);
      elements.text.textContent = words[state];
      elements.line.setAttribute('data-who', state);
      elements.line.hidden = false;
    }

    function hide() {
      clearTimeout(hiding);
      elements.line.hidden = true;
    }

    function stop() {
      if (signed) { send(false); }
      signed = 0;
    }

    return {
      /** `now`: bot, calling or person. */
      show: function (now) {
        if (!words[now] || now === who) { return; }
        who = now;
        show(now);
        announce(words[now]);
        if (now === 'bot') {
          stop();
          hiding = setTimeout(hide, RETURNED);
        }
      },
      /** The citizen has written something into the box, or emptied it. */
      writes: function (anything) {
        if (who === 'bot') { return; }
        if (!anything) { return stop(); }
        if (Date.now() - signed < SIGN_EVERY) { return; }
        signed = Date.now();
        send(true);
      },
      /** A message went out: it says by itself that the writing is over. */
      sent: function () {
        signed = 0;
        if (who === 'bot') { hide(); }
      },
      clear: function () {
        who = 'bot';
        signed = 0;
        hide();
      }
    };
  };
})(window);
