/* One message of the conversation as an element. */
(function (root) {
  'use strict';

  var PetitionChat = root.PetitionChat = root.PetitionChat || {};

  function clock(at) {
    // Of an anonymous report only the day is kept: midnight sharp is no time.
    var time = at && !/T00:00:00/.test(at) ? PetitionChat.chinaTime(at) : null;
    return time ? PetitionChat.el('time', { cls: 'clock', attrs: { datetime: at } }, time.clock) : null;
  }

  /* Who speaks: seen for staff, heard for everybody, and a stop for those who go by headings. */
  function speaker(from) {
    var word = PetitionChat.texts.senders[from] || PetitionChat.texts.senders.system;
    if (from === 'citizen') { return PetitionChat.el('span', 'vh', word + '：'); }
    return PetitionChat.el('h2', from === 'agent' ? 'speaker' : 'vh', word);
  }

  function choices(message, context) {
    var el = PetitionChat.el;
    var list = message.buttons || [];
    var long = false;
    if (!list.length) { return null; }
    var buttons = list.map(function (button) {
      var title = button.title || '';
      long = long || !!button.hint || title.length > 12;
      return el('button', {
        cls: 'choice quick',
        attrs: { type: 'button', 'data-title': title },
        on: { click: function () { context.send(title, button.payload || null, true); } }
      }, [el('span', 'quick-title', title), button.hint ? el('span', 'quick-hint', button.hint) : null]);
    });
    return el('div', {
      cls: 'quicks' + (long ? ' quicks-list' : ''),
      attrs: { role: 'group', 'aria-label': PetitionChat.texts.choices }
    }, buttons);
  }

  /** A message the server sent. `context`: see `renderCard`; `send(text, payload, chosen)`. */
  PetitionChat.renderMessage = function (message, context) {
    var el = PetitionChat.el;
    var from = PetitionChat.texts.senders[message.from] ? message.from : 'system';
    var card = from === 'citizen' ? null : PetitionChat.renderCard(message, context);
    var node = el('div', 'message message-' + from + (card ? ' message-card' : ''), [
      speaker(from),
      card || el('div', 'bubble', PetitionChat.prose(message.text)),
      from === 'citizen' ? null : choices(message, context),
      el('p', 'foot', clock(message.at))
    ]);
    node.setAttribute('data-id', message.id);
    node.setAttribute('data-text', message.text || '');
    if (from === 'citizen') { node.tabIndex = -1; }
    return node;
  };

  /** The citizen's own message before the server has it. `act`: resend(id), rewrite(id). */
  PetitionChat.renderOwn = function (item, act) {
    var el = PetitionChat.el;
    var node = el('div', { cls: 'message message-citizen', attrs: { tabindex: '-1' } }, [
      speaker('citizen'),
      el('div', 'bubble', PetitionChat.prose(item.text)),
      el('p', 'foot')
    ]);
    node.setAttribute('data-text', item.text);
    PetitionChat.showOwnState(node, item, act);
    return node;
  };

  PetitionChat.showOwnState = function (node, item, act) {
    var el = PetitionChat.el;
    var words = PetitionChat.texts.own;
    var foot = PetitionChat.empty(node.querySelector('.foot'));
    node.setAttribute('data-state', item.state);
    if (item.state === 'waiting' || item.state === 'sending') {
      foot.appendChild(el('span', 'own-state', words[item.state]));
    }
    if (item.state !== 'failed') { return; }
    PetitionChat.append(foot, [
      el('span', 'own-state own-failed', item.reason ? words.because + item.reason : words.failed),
      el('span', 'own-actions', [
        item.permanent ? null : el('button', {
          cls: 'tool own-resend', attrs: { type: 'button' }, on: { click: function () { act.resend(item.client_id); } }
        }, [PetitionChat.icon('retry'), words.resend]),
        el('button', {
          cls: 'tool own-rewrite', attrs: { type: 'button' }, on: { click: function () { act.rewrite(item.client_id); } }
        }, [PetitionChat.icon('pencil'), words.rewrite])
      ])
    ]);
  };

  /** The own message has come back from the server: it is now like any other. */
  PetitionChat.settleOwn = function (node, message) {
    var foot = PetitionChat.empty(node.querySelector('.foot'));
    node.removeAttribute('data-state');
    node.setAttribute('data-id', message.id);
    node.querySelector('.bubble').replaceChild(PetitionChat.prose(message.text), node.querySelector('.text'));
    PetitionChat.append(foot, clock(message.at));
  };
})(window);
