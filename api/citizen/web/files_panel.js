/* Handing in files: the button, the list of what is on its way and what has arrived. Used in the chat and on the
   progress page; upload.js carries each file. */
(function (root) {
  'use strict';

  var PetitionChat = root.PetitionChat = root.PetitionChat || {};
  var MEMORY = 'uploads';

  /** A size in words: 3.4 MB. */
  PetitionChat.sizeText = function (bytes) {
    var units = PetitionChat.texts.files.units;
    var value = bytes;
    var step = 0;
    while (value >= 1024 && step < units.length - 1) { value /= 1024; step += 1; }
    return (step < 2 || value >= 10 ? Math.round(value) : Math.round(value * 10) / 10) + ' ' + units[step];
  };

  function percent(sent, size) { return size ? Math.min(100, Math.floor(sent * 100 / size)) : 0; }

  /** `options`: base, token(), number() (of the registration the files belong to, or null), registered (they all belong to the one
      the token is for), memory {get, set, remove}, announce(text), expired(), changed(count of files that
      have arrived), finish() (what the button at the end does). `open()` of the panel asks the server what it has. */
  PetitionChat.createFilesPanel = function (options) {
    var el = PetitionChat.el;
    var fill = PetitionChat.fill;
    var words = PetitionChat.texts.files;
    var given = [];
    var uploads = [];
    var rows = [];
    var before = options.memory.get(MEMORY, []);
    var note = el('p', { cls: 'files-note', attrs: { role: 'status' } });
    var about = el('p', 'aside');
    var lead = el('p', '', words.lead);
    var list = el('ul', 'files');
    var chooseWord = el('span', '', words.choose);
    var input = el('input', {
      cls: 'files-input',
      attrs: { type: 'file', multiple: 'multiple', 'aria-label': words.choose },
      on: { change: function () { take(input.files); input.value = ''; } }
    });
    var chooser = el('div', 'files-choose button', [PetitionChat.icon('attach'), chooseWord, input]);
    var finish = el('button', { cls: 'button wide', attrs: { type: 'button', hidden: 'hidden' }, on: { click: options.finish } }, words.finish);
    var node = el('div', 'files-panel', [chooser, note, list, finish, el('div', 'files-about', [lead, about])]);

    /* What is on its way, so that the same file chosen again after a reload goes on where it stopped. */
    function remember() {
      var kept = uploads.filter(isRunning).map(function (upload) {
        return { client: upload.client, name: upload.name, size: upload.size };
      });
      var now = kept.map(function (one) { return one.client; });
      before.forEach(function (one) { if (now.indexOf(one.client) < 0) { kept.push(one); } });
      if (kept.length) { options.memory.set(MEMORY, kept); } else { options.memory.remove(MEMORY); }
    }

    /* The id under which this very file was begun before, or a new one. */
    function clientOf(file) {
      for (var i = 0; i < before.length; i++) {
        if (before[i].name === file.name && before[i].size === file.size) { return before.splice(i, 1)[0].client; }
      }
      return PetitionChat.uuid();
    }

    function isRunning(upload) { return upload.state !== 'done' && upload.state !== 'failed'; }

    function arrived() {
      return given.filter(isKept).length +
        uploads.filter(function (upload) { return upload.state === 'done'; }).length;
    }

    function say() {
      var count = arrived();
      note.textContent = count ? fill(words.given, { count: count }) : '';
      chooseWord.textContent = count || uploads.length ? words.chooseMore : words.choose;
      // The way on stands where one is looking: under the last file, once all have arrived.
      finish.hidden = !count || uploads.some(isRunning);
      chooser.classList.toggle('button-quiet', !finish.hidden);
      options.changed(count);
    }

    function isKept(entry) { return entry.state === 'kept'; }

    function take(files) {
      for (var i = 0; i < files.length; i++) { begin(files[i]); }
    }

    function begin(file) {
      var row = fileRow(file.name);
      var upload = PetitionChat.createUpload({
        base: options.base, token: options.token, file: file, client: clientOf(file), number: options.number(), expired: options.expired,
        on: function (changed) {
          if (changed.id) { replace(changed.id); }
          show(row, changed);
          remember();
        }
      });
      uploads.push(upload);
      list.insertBefore(row.node, list.firstChild);
      upload.start();
    }

    /* An unfinished file of the list that is under way again. */
    function replace(id) {
      var kept = given.filter(function (entry) { return entry.id !== id; });
      if (kept.length === given.length) { return; }
      given = kept;
      drawGiven();
    }

    function fileRow(name) {
      var row = { state: '' };
      row.bar = el('progress', { cls: 'bar', attrs: { max: 100, 'aria-label': fill(words.progressOf, { name: name }) } });
      row.line = el('p', 'file-line');
      row.tools = el('p', 'file-tools');
      row.name = el('p', 'file-name', name);
      row.node = el('li', 'file', [row.name, row.bar, row.line, row.tools]);
      return row;
    }

    function tool(label, action) {
      return el('button', { cls: 'tool', attrs: { type: 'button' }, on: { click: action } }, label);
    }

    function drop(row, upload) {
      upload.cancel();
      uploads.splice(uploads.indexOf(upload), 1);
      list.removeChild(row.node);
      remember();
      say();
    }

    function show(row, upload) {
      var value = percent(upload.sent, upload.size);
      var moved = row.state !== upload.state;
      row.bar.value = value;
      row.line.textContent = upload.state === 'failed' ? fill(words.failed, { reason: upload.reason }) :
        fill(words[upload.state], { percent: value });
      if (!moved) { return; }
      row.state = upload.state;
      row.node.setAttribute('data-state', upload.state);
      row.bar.hidden = upload.state === 'done' || upload.state === 'failed';
      PetitionChat.empty(row.tools);
      if (upload.state === 'done') {
        row.line.insertBefore(PetitionChat.icon('check'), row.line.firstChild);
        settle(row, upload);
      } else if (upload.state === 'failed') {
        options.announce(fill(words.announceFailed, { name: upload.name }));
        PetitionChat.append(row.tools, [
          upload.lasting ? null : tool(words.retry, upload.resume),
          tool(words.dismiss, function () { drop(row, upload); input.focus(); })
        ]);
      } else {
        PetitionChat.append(row.tools, [
          upload.state === 'paused' ? tool(words.resume, upload.resume) : upload.state === 'checking' ? null : tool(words.pause, upload.pause),
          tool(words.cancel, function () { drop(row, upload); input.focus(); })
        ]);
      }
      say();
    }

    function settle(row, upload) {
      options.announce(fill(words.announceDone, { name: upload.name }));
      row.name.textContent = upload.answer && upload.answer.name || upload.name;
      notes(row, upload.answer);
      // What belongs to a registration stays with it.
      if (!options.registered && !upload.number) {
        removable(row, upload.id, function () { uploads.splice(uploads.indexOf(upload), 1); });
      }
    }

    function notes(row, entry) {
      (entry && entry.notes || []).forEach(function (note) { row.node.insertBefore(el('p', 'aside', note), row.tools); });
    }

    /* What has arrived can be taken back, as long as the server lets it. */
    function removable(row, id, forget) {
      var button = tool(words.remove, function () {
        button.disabled = true;
        row.line.textContent = words.removing;
        PetitionChat.request({ method: 'DELETE', path: options.base + '/' + encodeURIComponent(id), token: options.token() },
          function (code, answer) {
            if (code === 401) { return options.expired(); }
            if (code >= 400 && code !== 404 || code === 0) {
              button.disabled = false;
              row.line.textContent = PetitionChat.faultOf(answer, words.removeFailed);
              return;
            }
            forget();
            row.node.parentNode.removeChild(row.node);
            say();
            input.focus();
          });
      });
      row.tools.appendChild(button);
    }

    function drawGiven() {
      rows.forEach(function (row) { if (row.node.parentNode) { list.removeChild(row.node); } });
      rows = given.map(function (entry) {
        var row = fileRow(entry.name);
        var share = percent(entry.received, entry.size);
        row.node.setAttribute('data-state', isKept(entry) ? 'done' : 'unfinished');
        row.bar.hidden = isKept(entry);
        row.bar.value = share;
        PetitionChat.append(row.line, isKept(entry) ? [PetitionChat.icon('check'), words.done] : fill(words.unfinished, { percent: share }));
        notes(row, entry);
        if (!entry.number) {
          removable(row, entry.id, function () { given.splice(given.indexOf(entry), 1); });
        }
        list.appendChild(row.node);
        return row;
      });
    }

    function limitsText(limits) {
      var sizes = (limits.kinds || []).map(function (kind) { return (words[kind.kind] || words.other) + ' ' + PetitionChat.sizeText(kind.bytes); });
      return sizes.length ? fill(words.limits, { sizes: sizes.join('，') }) : '';
    }

    function isOurs(entry) {
      return uploads.some(function (upload) { return upload.id === entry.id; });
    }

    return {
      node: node,
      /** Ask the server what it has; calls `changed`. */
      open: function () {
        note.textContent = words.loading;
        PetitionChat.request({ method: 'GET', path: options.base, token: options.token() }, function (code, answer) {
          if (code === 401) { return options.expired(); }
          if (code !== 200 || !answer) { note.textContent = words.loadFailed; return; }
          about.textContent = limitsText(answer.limits || {});
          lead.textContent = answer.hint || words.lead;
          if (answer.limits && answer.limits.accept) { input.setAttribute('accept', answer.limits.accept); }
          given = (answer.files || []).filter(function (entry) { return !isOurs(entry); });
          drawGiven();
          say();
        });
      },
      /** Stop what is on its way; it can be taken up again. */
      stop: function () { uploads.filter(isRunning).forEach(function (upload) { upload.pause(); }); },
      busy: function () { return uploads.some(isRunning); }
    };
  };
})(window);
