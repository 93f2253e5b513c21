/* One request to the server and its answer as data. */
(function (root) {
  'use strict';

  var PetitionChat = root.PetitionChat = root.PetitionChat || {};
  var PATIENCE = 20000;

  /** Send one request. `options`: method, path, token, json (an object to send) or body (a Blob) with headers, timeout
      (ms), progress(bytes sent). `done(status, answer, header)`: status 0 for no answer; `header(name)` reads one of the answer's
      headers. Returns a function that gives the request up: then nothing more is called. */
  PetitionChat.request = function (options, done) {
    var request = new XMLHttpRequest();
    var headers = options.headers || {};
    var over = false;

    function header(name) {
      try { return request.getResponseHeader(name); } catch (error) { return null; }
    }

    request.open(options.method, options.path, true);
    request.timeout = options.timeout || PATIENCE;
    request.setRequestHeader('Accept', 'application/json');
    if (options.json) { request.setRequestHeader('Content-Type', 'application/json'); }
    if (options.token) { request.setRequestHeader('Authorization', 'Bearer ' + options.token); }
    for (var name in headers) { request.setRequestHeader(name, headers[name]); }
    if (options.progress && request.upload) {
      request.upload.onprogress = function (event) { if (!over) { options.progress(event.loaded); } };
    }
    request.onloadend = function () {
      var answer = null;
      if (over) { return; }
      over = true;
      try { answer = JSON.parse(request.responseText); } catch (error) { answer = null; }
      done(request.status, answer, header);
    };
    request.send(options.json ? JSON.stringify(options.json) : options.body || null);
    return function () { over = true; request.abort(); };
  };

  /** The server's own sentence about what went wrong, or `otherwise`. */
  PetitionChat.faultOf = function (answer, otherwise) {
    return answer && answer.error && answer.error.message || otherwise;
  };
})(window);
