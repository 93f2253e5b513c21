/* How things stand: the line to the server, the assistant getting ready, the keyboard covering the page. */
(function (root) {
  'use strict';

  var PetitionChat = root.PetitionChat = root.PetitionChat || {};
  /* A line taken up again within this time (ms) was never gone for the citizen. */
  var PATIENCE = 1500;
  /* Page width in rem below which everything that can be is given to the words. */
  var TIGHT = 15;

  /** The banner under the head. `elements`: banner, text, retry (button), loading (shown until the first message). */
  PetitionChat.createBanner = function (elements, announce) {
    var words = PetitionChat.texts.connection;
    var begun = false;
    var shown = false;
    var waiting = null;
    var counting = null;
    var seconds = 0;

    function text(words) { elements.text.textContent = words; }

    function hide() {
      clearTimeout(waiting);
      clearInterval(counting);
      waiting = null;
      elements.banner.hidden = true;
      if (shown) { announce(words.back); }
      shown = false;
    }

    function reveal(state) {
      var line = state === 'offline' ? words.offline : begun ? null : words.firstFailed;
      clearInterval(counting);
      elements.retry.hidden = state === 'offline';
      elements.banner.setAttribute('data-state', state);
      elements.banner.hidden = false;
      elements.loading.hidden = true;
      if (!shown) { announce(line || words.retryingNow); }
      shown = true;
      if (line) { return text(line); }
      function tick() {
        text(seconds > 0 ? PetitionChat.fill(words.retrying, { seconds: seconds }) : words.retryingNow);
        seconds -= 1;
      }
      tick();
      counting = setInterval(tick, 1000);
    }

    return {
      show: function (state, wait) {
        if (state === 'open' || state === 'stopped') {
          elements.loading.hidden = begun || state === 'stopped';
          return hide();
        }
        if (state === 'connecting') {
          if (shown) { clearInterval(counting); text(words.retryingNow); }
          return;
        }
        seconds = wait;
        if (shown || state === 'offline') { clearTimeout(waiting); waiting = null; return reveal(state); }
        if (!waiting) { waiting = setTimeout(function () { waiting = null; reveal(state); }, PATIENCE); }
      },
      /** The first message is there: no more “connecting”. */
      begun: function () {
        begun = true;
        elements.loading.hidden = true;
      },
      restart: function () {
        begun = false;
        elements.loading.hidden = false;
      }
    };
  };

  /** The panel that says the assistant is getting ready. `elements`: panel, text, bar (progress). */
  PetitionChat.createPreparing = function (elements, announce) {
    var words = PetitionChat.texts.preparing;
    return {
      show: function (status) {
        var was = !elements.panel.hidden;
        if (status.ready !== false) {
          elements.panel.hidden = true;
          if (was) { announce(words.done); }
          return;
        }
        elements.text.textContent = status.message || words.text;
        if (typeof status.progress === 'number') { elements.bar.value = status.progress; } else { elements.bar.removeAttribute('value'); }
        elements.panel.hidden = false;
        if (!was) { announce(words.title + '。' + words.wait); }
      },
      hide: function () { elements.panel.hidden = true; }
    };
  };

  /** Mark the page when large type meets a small screen: media queries do not know the type size chosen on the page. */
  PetitionChat.watchWidth = function (page) {
    function measure() {
      var em = parseFloat(root.getComputedStyle(page).fontSize) || 18;
      page.classList.toggle('is-tight', root.innerWidth / em < TIGHT);
    }
    root.addEventListener('resize', measure);
    measure();
    return measure;
  };

  /** On iPhones the keyboard lies over the page instead of shortening it: keep the input line above it. */
  PetitionChat.fitToKeyboard = function (page) {
    var view = root.visualViewport;
    if (!view) { return; }
    view.addEventListener('resize', function () {
      var covered = root.innerHeight - view.height * view.scale;
      page.style.height = covered > 80 && view.scale === 1 ? view.height + 'px' : '';
      if (covered > 80) { root.scrollTo(0, 0); }
    });
  };
})(window);
