/* The conversation: which message stands where, which buttons still work, and where the reader's eye is. */
(function (root) {
  'use strict';

  var PetitionChat = root.PetitionChat = root.PetitionChat || {};
  /* CSS pixels: how near the end counts as following the talk, and the air left above what is scrolled to. */
  var NEAR = 80;
  var MARGIN = 12;

  /** `elements`: scroller, log, typing, typingText, more (button). `options`: context (see renderMessage), act (see renderOwn). */
  PetitionChat.createLog = function (elements, options) {
    var el = PetitionChat.el;
    var own = {};
    var lastDay = null;
    var following = true;
    var ourScroll = -1;
    var turnStart = null;
    var unseen = null;
    var silent = false;
    var typingTimer = null;
    var quietTimer = null;
    var scroller = elements.scroller;

    function pendingNodes() { return elements.log.querySelectorAll('.message[data-state]'); }

    function firstPending() { return pendingNodes()[0] || null; }

    function atEnd() { return scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR; }

    function topOf(node) {
      return node.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop;
    }

    function scrollTo(top) {
      ourScroll = Math.max(0, Math.min(scroller.scrollHeight - scroller.clientHeight, Math.floor(top)));
      scroller.scrollTop = ourScroll;
    }

    /* Follow the talk, but never past the beginning of what has just been said: long answers are read from the top. */
    function settle(fresh) {
      if (silent) { return; }
      if (following) {
        var top = turnStart && turnStart.parentNode ? topOf(turnStart) - MARGIN : scroller.scrollHeight;
        scrollTo(Math.max(scroller.scrollTop, Math.min(top, scroller.scrollHeight)));
      }
      if (fresh && topOf(fresh) > scroller.scrollTop + scroller.clientHeight - MARGIN) {
        unseen = unseen || fresh;
        elements.more.hidden = false;
      }
    }

    function daySeparator(at) {
      var time = at ? PetitionChat.chinaTime(at) : null;
      var today = PetitionChat.chinaTime(new Date().toISOString());
      if (!time || time.key === lastDay) { return null; }
      var show = lastDay !== null || time.key !== today.key;
      lastDay = time.key;
      return show ? el('p', 'divider', time.day) : null;
    }

    /* Only the last message with buttons, and only while the citizen has not gone on, can still be answered by a tap. */
    function refreshChoices() {
      if (silent) { return; }
      var nodes = elements.log.children;
      var live = null;
      var answer = null;
      for (var i = nodes.length - 1; i >= 0; i--) {
        if (nodes[i].classList.contains('message-citizen')) {
          if (nodes[i].getAttribute('data-state') === 'failed') { continue; }
          break;
        }
        if (nodes[i].classList.contains('earlier')) { break; }
        if (!live && nodes[i].querySelector('.choice')) { live = nodes[i]; }
      }
      for (var j = nodes.length - 1; j >= 0; j--) {
        var buttons = nodes[j].querySelectorAll('.choice');
        if (nodes[j].classList.contains('message-citizen')) { answer = nodes[j].getAttribute('data-text'); }
        for (var k = 0; k < buttons.length; k++) {
          buttons[k].disabled = nodes[j] !== live;
          if (nodes[j] !== live && buttons[k].getAttribute('data-title') === answer) { markChosen(buttons[k]); answer = null; }
        }
        if (buttons.length) { answer = null; }
      }
    }

    function markChosen(button) {
      if (button.classList.contains('chosen')) { return; }
      button.classList.add('chosen');
      button.insertBefore(PetitionChat.icon('check'), button.firstChild);
      button.insertBefore(el('span', 'vh', PetitionChat.texts.chosen), button.firstChild);
    }

    function place(node, before) {
      var reader = following && Math.abs(scroller.scrollTop - ourScroll) > 3;
      elements.log.insertBefore(node, before);
      if (node.classList.contains('message-citizen')) {
        turnStart = node.offsetHeight > scroller.clientHeight * 0.4 ? null : node;
      } else if (!turnStart || reader) {
        // The reader has scrolled to the end by themselves: what comes now begins a new passage.
        turnStart = node;
      }
    }

    function adopt(node, message) {
      var focused = document.activeElement === node;
      var before = firstPending();
      PetitionChat.settleOwn(node, message);
      if (before && before !== node && node.compareDocumentPosition(before) & 2) {
        elements.log.insertBefore(node, before);
        if (focused) { node.focus(); }
      }
    }

    scroller.addEventListener('scroll', function () {
      if (Math.abs(scroller.scrollTop - ourScroll) < 3) { return; }
      following = atEnd();
      if (following) { elements.more.hidden = true; unseen = null; }
    });
    elements.more.addEventListener('click', function () {
      following = true;
      turnStart = unseen;
      unseen = null;
      elements.more.hidden = true;
      scrollTo(turnStart ? topOf(turnStart) - MARGIN : scroller.scrollHeight);
      scroller.focus();
    });
    // The keyboard, a banner or a growing text box takes room: keep in view what was in view.
    root.addEventListener('resize', function () { settle(); });
    if (root.ResizeObserver) { new root.ResizeObserver(function () { settle(); }).observe(scroller); }

    return {
      /** Show a message from the server; an own message already on the page is taken over, not shown twice. */
      add: function (message) {
        var pending = message.client_id && own[message.client_id];
        var separator = daySeparator(message.at);
        var node = pending || PetitionChat.renderMessage(message, options.context);
        if (pending) {
          delete own[message.client_id];
          adopt(pending, message);
        } else {
          if (message.from === 'bot' || message.from === 'agent') { this.typing(false); }
          place(node, firstPending());
        }
        if (separator) { elements.log.insertBefore(separator, node); }
        refreshChoices();
        settle(message.from === 'citizen' ? null : node);
      },
      /** Show an own message and its state. */
      showOwn: function (item) {
        var node = own[item.client_id];
        if (!node) {
          if (item.state === 'sent') { return; }
          node = own[item.client_id] = PetitionChat.renderOwn(item, options.act);
          following = true;
          place(node, null);
        } else {
          PetitionChat.showOwnState(node, item, options.act);
        }
        refreshChoices();
        settle();
      },
      dropOwn: function (id) {
        var node = own[id];
        delete own[id];
        if (node) { elements.log.removeChild(node); }
        refreshChoices();
      },
      focusOwn: function (id) { if (own[id]) { own[id].focus(); } },
      /** A line of the page's own across the conversation. `earlier`: what stands above belongs to a former session. */
      divide: function (text, earlier) {
        elements.log.insertBefore(el('p', 'divider' + (earlier ? ' earlier' : ''), text), firstPending());
        if (earlier) { lastDay = null; }
        refreshChoices();
        settle();
      },
      /** `from`: bot or agent. */
      typing: function (on, from) {
        clearTimeout(typingTimer);
        elements.typingText.textContent = PetitionChat.texts.typing[from] || PetitionChat.texts.typing.bot;
        elements.typing.hidden = !on;
        if (on) {
          // A lost “off” must not leave the sign standing.
          typingTimer = setTimeout(function () { elements.typing.hidden = true; }, from === 'agent' ? 12000 : 60000);
          settle();
        }
      },
      /** While the history is laid out a screen reader need not hear it all again. */
      quiet: function (on) {
        silent = on;
        if (!on) { refreshChoices(); settle(); }
        clearTimeout(quietTimer);
        // Screen readers look at the region some time after the change.
        quietTimer = setTimeout(function () { elements.log.setAttribute('aria-live', 'polite'); }, 1000);
        if (on) { elements.log.setAttribute('aria-live', 'off'); }
      },
      /** Is there anything of a server's on the page? */
      hasHistory: function () { return !!elements.log.querySelector('[data-id]'); },
      clear: function () {
        own = {};
        lastDay = null;
        turnStart = null;
        unseen = null;
        following = true;
        PetitionChat.empty(elements.log);
        elements.typing.hidden = true;
        elements.more.hidden = true;
      }
    };
  };
})(window);
