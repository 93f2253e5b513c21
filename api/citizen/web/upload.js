/* One file on its way to the server, piece by piece. A cut line costs at most the piece that was under way: the server says
   how much it has, and the rest follows. */
(function (root) {
  'use strict';

  var PetitionChat = root.PetitionChat = root.PetitionChat || {};
  var BACKOFF = [1000, 2000, 4000, 8000, 15000, 30000];
  var FULL = 'storage_full';

  PetitionChat.uploadTiming = { backoff: BACKOFF, piece: 60000 };

  /** `options`: base (address of the collection), token(), file (a File), client (a UUID; the same again takes up an upload begun
      before), number (of the registration it belongs to, or null), on(upload): called at every change, expired(): the token has
      ended. The upload has `state` (sending, checking, waiting, paused, done, failed), `sent` bytes, `id`, `reason` (why it failed),
      `lasting` (trying again is no use), `answer` (what the server said at the end). */
  PetitionChat.createUpload = function (options) {
    var file = options.file;
    var failures = 0;
    var timer = null;
    var giveUp = null;
    var piece = 65536;
    var upload = {
      id: null, client: options.client, number: options.number, name: file.name, size: file.size, sent: 0, state: 'sending', reason: '', lasting: false, answer: null
    };

    function change(state) {
      upload.state = state;
      options.on(upload);
    }

    function address() { return options.base + '/' + encodeURIComponent(upload.id); }

    function call(request, done) {
      request.token = options.token();
      giveUp = PetitionChat.request(request, function (code, answer, header) {
        giveUp = null;
        if (code === 401) { change('paused'); return options.expired(); }
        done(code, answer, header);
      });
    }

    /* Refused for what it is (then it is gone at the server), or only for now. */
    function fail(answer) {
      upload.reason = PetitionChat.faultOf(answer, PetitionChat.texts.files.reasonOther);
      upload.lasting = codeOf(answer) !== FULL;
      change('failed');
    }

    function codeOf(answer) { return answer && answer.error && answer.error.code; }

    /* No answer, or a server that cannot just now: wait, then ask how much has arrived. */
    function wait(seconds) {
      var steps = PetitionChat.uploadTiming.backoff;
      clearTimeout(timer);
      timer = setTimeout(go, Math.max(seconds * 1000, steps[Math.min(failures, steps.length - 1)]));
      failures += 1;
      change('waiting');
    }

    function passing(code, answer, header) {
      if (code !== 0 && code !== 429 && (code < 500 || codeOf(answer) === FULL)) { return false; }
      wait(code ? Number(header('Retry-After')) || 0 : 0);
      return true;
    }

    function offset(header, otherwise) {
      var value = parseInt(header('Upload-Offset'), 10);
      return value >= 0 ? Math.min(value, upload.size) : otherwise;
    }

    function create() {
      var wanted = { name: file.name, size: file.size, client_id: upload.client };
      if (options.number) { wanted.number = options.number; }
      call({ method: 'POST', path: options.base, json: wanted }, function (code, answer, header) {
        if (passing(code, answer, header)) { return; }
        if (code >= 400 || !answer || !answer.id) { return fail(answer); }
        upload.id = answer.id;
        upload.sent = answer.offset || 0;
        piece = answer.chunk_bytes || piece;
        send();
      });
    }

    function ask() {
      call({ method: 'HEAD', path: address() }, function (code, answer, header) {
        if (passing(code, answer, header)) { return; }
        if (code >= 400) { upload.id = null; return create(); }
        upload.sent = offset(header, 0);
        send();
      });
    }

    /* The next piece; an empty one when all has arrived but the last answer was lost on the way. */
    function send() {
      var from = upload.sent;
      var to = Math.min(from + piece, upload.size);
      change(from === upload.size ? 'checking' : 'sending');
      call({
        method: 'PATCH', path: address(), body: file.slice(from, to), timeout: PetitionChat.uploadTiming.piece,
        headers: { 'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': String(from) },
        progress: function (bytes) {
          upload.sent = Math.min(from + bytes, to);
          change(upload.sent === upload.size ? 'checking' : 'sending');
        }
      }, function (code, answer, header) {
        upload.sent = from;
        if (code === 409) { return again(offset(header, from)); }
        if (passing(code, answer, header)) { return; }
        if (code >= 400) { return fail(answer); }
        failures = 0;
        upload.sent = offset(header, to);
        if (code !== 200) { return send(); }
        upload.sent = upload.size;
        upload.answer = answer;
        change('done');
      });
    }

    /* The server has more or less than we thought. Not without end, should the two never agree. */
    function again(from) {
      upload.sent = from;
      failures += 1;
      if (failures > BACKOFF.length) { return fail(null); }
      send();
    }

    function go() {
      clearTimeout(timer);
      change('sending');
      if (upload.id) { ask(); } else { create(); }
    }

    function halt() {
      clearTimeout(timer);
      if (giveUp) { giveUp(); giveUp = null; }
    }

    function online() {
      if (upload.state === 'waiting') { failures = 0; go(); }
    }

    root.addEventListener('online', online);

    upload.start = go;
    upload.pause = function () { halt(); change('paused'); };
    upload.resume = function () { failures = 0; upload.reason = ''; upload.lasting = false; go(); };
    /** Stop and forget it, on the server too. */
    upload.cancel = function () {
      halt();
      root.removeEventListener('online', online);
      if (upload.id && upload.state !== 'done') {
        PetitionChat.request({ method: 'DELETE', path: address(), token: options.token() }, function () {});
      }
    };
    return upload;
  };
})(window);
