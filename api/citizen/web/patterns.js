/* Draws every message, card and state of patterns.json with the chat's own scripts. */
(function (root) {
  'use strict';

  var PetitionChat = root.PetitionChat;
  var el = PetitionChat.el;
  var AT = '2025-11-22T10:23:00+08:00';
  var COLOURS = ['paper', 'surface', 'inset', 'ink', 'ink-soft', 'line', 'edge', 'pine', 'pine-wash', 'head', 'head-line', 'fill',
    'cinnabar', 'cinnabar-wash', 'indigo', 'indigo-wash', 'ochre', 'ochre-wash', 'stone', 'stone-wash', 'focus'];
  var NAMES = {
    greeting: '问候与快捷回复（带说明）', plain: '普通消息与快捷回复', system: '系统提示', agent: '工作人员', citizen: '群众',
    question: '问题卡', question_place: '问题卡：地区', question_evidence: '问题卡：材料', question_identity: '问题卡：实名还是匿名', form: '填表卡', summary: '核对卡', receipt: '回执卡', receipt_again: '回执卡（查询码不再显示）',
    answer: '指引卡：一条途径', answer_branches: '指引卡：两种情况', answer_several: '指引卡：几件事', answer_consult: '指引卡：咨询',
    answer_all_categories: '六类事项的标识', markup: '标记只是文字', broken_card: '看不懂的卡片退回文字'
  };
  var context = {
    send: function () {},
    token: function () { return ''; },
    downloadTarget: function () { return '_self'; },
    onDownloadFailed: function () {},
    progressTarget: function () { return '_self'; },
    attach: function () {},
    pickPlace: function () {}
  };
  var act = { resend: function () {}, rewrite: function () {} };
  var store = PetitionChat.createStore('patterns');
  var holder = document.getElementById('patterns');

  function show(name, node) {
    holder.appendChild(el('h2', 'pattern-name', name));
    holder.appendChild(node);
  }

  function draw(samples) {
    for (var key in samples) {
      var message = {};
      for (var field in samples[key]) { message[field] = samples[key][field]; }
      message.id = key;
      message.at = AT;
      show(NAMES[key] || key, PetitionChat.renderMessage(message, context));
    }
    var passed = PetitionChat.renderMessage({ id: 0, from: 'bot', text: '还有要补充的吗？', at: AT, buttons: [{ title: '有' }, { title: '没有了' }] }, context);
    var buttons = passed.querySelectorAll('.choice');
    for (var i = 0; i < buttons.length; i++) { buttons[i].disabled = true; }
    buttons[1].classList.add('chosen');
    buttons[1].insertBefore(PetitionChat.icon('check'), buttons[1].firstChild);
    show('已答过的快捷回复', passed);
    ['waiting', 'sending', 'failed'].forEach(function (state) {
      show('群众的消息：' + state, PetitionChat.renderOwn({ client_id: state, text: '单位一直没给我交医保。', state: state, reason: state === 'failed' ? '网络不通' : '' }, act));
    });
    show('群众的消息：不能重发', PetitionChat.renderOwn({ client_id: 'x', text: '很长的一段话', state: 'failed', permanent: true, reason: '内容太长了，请分几次发送。' }, act));
    document.body.classList.add('is-drawn');
  }

  /* The screens of the progress page, one under the other. */
  function drawProgress(status) {
    var act = {
      go: function () {}, show: function () {}, again: function () {}, leave: function () {}, refresh: function () {}, post: function () {},
      token: function () { return ''; }, memory: PetitionChat.createWindowStore('patterns'), back: null
    };
    var screens = {
      '办理进度：填编号和查询码': PetitionChat.entryScreen({ number: '', note: '有一段时间没有操作，已经退出。', announce: act.go, entered: act.go }),
      '办理进度：到了哪一步': PetitionChat.homeScreen(status, act),
      '办理进度：补充情况': PetitionChat.addScreen(status, act),
      '办理进度：往来记录': PetitionChat.recordsScreen(status, null),
      '办理进度：撤回': PetitionChat.withdrawScreen(status, act),
      '办理进度：没能打开': PetitionChat.waitingScreen(true, act.go)
    };
    var place = document.getElementById('patterns-progress');
    for (var name in screens) {
      place.appendChild(el('h2', 'pattern-name', name));
      place.appendChild(el('div', 'screen', screens[name]));
    }
  }

  function load(address, draw) {
    var request = new XMLHttpRequest();
    request.open('GET', address, true);
    request.onload = function () { draw(JSON.parse(request.responseText)); };
    request.send();
  }

  COLOURS.forEach(function (name) {
    var swatch = el('span', 'swatch');
    swatch.style.background = 'var(--' + name + ')';
    document.getElementById('swatches').appendChild(el('li', '', [swatch, name]));
  });
  var measure = PetitionChat.watchWidth(document.documentElement);
  PetitionChat.createTypeSize(document.getElementById('type-button'), store, function () {}, measure);
  PetitionChat.createComposer({
    form: document.getElementById('composer'), input: document.getElementById('message-input'), counter: document.getElementById('counter')
  }, { store: store, onSend: function () {} });
  var dialog = PetitionChat.createDialog(document.getElementById('dialog'));
  var words = PetitionChat.texts.menu;
  document.getElementById('dialog-button').addEventListener('click', function (event) {
    dialog.ask({ title: words.clearAsk, text: words.clearWarn, yes: words.clearYes, no: words.cancel }, event.currentTarget, function () {});
  });

  load('/static/patterns_progress.json', function (status) {
    drawProgress(status);
    load('/static/patterns.json', draw);
  });
})(window);
