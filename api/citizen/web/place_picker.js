/* Choosing a place: province, then city, then county, one list at a time; or by typing part of its name. */
(function (root) {
  'use strict';

  var PetitionChat = root.PetitionChat = root.PetitionChat || {};
  var ADDRESS = '/api/v1/divisions';
  var TYPING = 300;

  function fullName(division) { return division.path.join(''); }

  /** `chosen(full name)`: from the province down, in one. Returns the node. */
  PetitionChat.createPlacePicker = function (chosen) {
    var el = PetitionChat.el;
    var fill = PetitionChat.fill;
    var words = PetitionChat.texts.place;
    var trail = [];
    var asked = 0;
    var timer = null;
    var where = el('p', 'place-trail');
    var note = el('p', { cls: 'form-error', attrs: { role: 'alert' } });
    var list = el('ul', { cls: 'places', attrs: { 'aria-live': 'polite' } });
    var search = el('input', {
      cls: 'place-search', attrs: { id: 'place-search', type: 'text', autocomplete: 'off', enterkeyhint: 'search' },
      on: {
        input: function () {
          clearTimeout(timer);
          timer = setTimeout(function () { if (search.value.trim()) { find(search.value.trim()); } else { level(); } }, TYPING);
        }
      }
    });

    function fetchList(query, again, draw) {
      var mine = asked += 1;
      note.textContent = '';
      PetitionChat.request({ method: 'GET', path: ADDRESS + query }, function (code, answer) {
        if (mine !== asked) { return; }
        if (code === 200 && answer) { return draw(answer.divisions || [], answer.message); }
        PetitionChat.empty(list);
        PetitionChat.append(PetitionChat.empty(note), [PetitionChat.faultOf(answer, words.failed), ' ', el('button', {
          cls: 'tool', attrs: { type: 'button' }, on: { click: again }
        }, words.retry)]);
      });
    }

    function row(label, cls, action) {
      return el('li', '', el('button', { cls: 'place' + cls, attrs: { type: 'button' }, on: { click: action } }, label));
    }

    function find(text) {
      fetchList('?q=' + encodeURIComponent(text), function () { find(text); }, function (divisions, message) {
        where.textContent = message || words.found;
        PetitionChat.append(PetitionChat.empty(list), divisions.map(function (division) {
          return row(fullName(division), '', function () { chosen(fullName(division)); });
        }));
      });
    }

    function level() {
      var parent = trail[trail.length - 1];
      fetchList(parent ? '?parent=' + parent.code : '', level, function (divisions) {
        where.textContent = parent ? fill(words.within, { place: fullName(parent) }) : words.provinces;
        PetitionChat.append(PetitionChat.empty(list), [
          parent ? row(words.up, ' place-step', function () { trail.pop(); level(); }) : null,
          parent ? row(fill(words.whole, { place: parent.name }), ' place-step', function () { chosen(fullName(parent)); }) : null
        ].concat(divisions.map(function (division) {
          return row(division.name, '', function () {
            if (!division.has_more) { return chosen(fullName(division)); }
            trail.push(division);
            level();
          });
        })));
        list.parentNode.scrollTop = 0;
      });
    }

    var node = el('div', 'place-picker', [
      el('label', { cls: 'entry-label', attrs: { 'for': 'place-search' } }, words.search), search, where, note, list
    ]);
    level();
    return node;
  };
})(window);
