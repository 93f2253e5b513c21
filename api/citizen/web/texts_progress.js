/* Every word the progress page writes of its own. Where a case stands, what follows and what the law says about it
   comes from the server. */
(function (root) {
  'use strict';

  var PetitionChat = root.PetitionChat = root.PetitionChat || {};

  PetitionChat.texts.progress = {
    day: '{year}年{month}月{day}日',

    entry: {
      title: '查办理进度',
      lead: '请看登记完成时的回执，照着填两样。',
      number: '登记编号',
      numberHint: '两个字母开头，后面是数字',
      code: '查询码',
      codeHint: '16 位数字，空格可以不填',
      counted: '已填 {count} 位',
      submit: '查询',
      busy: '正在查询……',
      slow: '还在查，请再等一会儿……',
      numberMissing: '请填登记编号。',
      numberWrong: '登记编号是两个字母加 12 位数字，请对照回执再看一遍。',
      codeMissing: '请填查询码。',
      codeShort: '查询码有 16 位数字，您填了 {count} 位，请再数一遍。',
      network: '网络不通，没有查到。请再按一次“查询”。',
      expired: '有一段时间没有操作，为保护您的信息，已经退出。请再填一次。写下的内容还在。',
      left: '已经退出。若是公用的电脑或手机，请把这个页面也关掉。',
      lost: '找不到回执怎么办？',
      lostText: '查询码只在登记完成时显示过一次，系统里没有存下原样，谁也查不出来。若登记时用的是这台设备，可以回到对话里看看回执还在不在。',
      chat: '回到对话'
    },

    home: {
      now: '现在到了',
      since: '{day}起',
      steps: '一步一步',
      done: '已完成',
      current: '现在',
      ahead: '还没到',
      already: /^已/,
      next: '接下来',
      can: '您可以',
      ask: '工作人员有 {count} 个问题请您回答',
      answer: '去回答',
      add: '补充情况',
      addHint: '想起了什么、有了新情况',
      files: '交材料',
      filesHint: '照片、PDF、录音、录像',
      paper: '下载登记的表',
      paperHint: 'Word 文件，可以打印、签名',
      paperFailed: '没能下载，请稍后再试。',
      records: '往来记录',
      recordsHint: '您补充的、工作人员答复的',
      withdraw: '撤回',
      withdrawHint: '不想继续了，先看会怎样',
      refresh: '看有没有新进展',
      refreshed: '已更新，{clock}',
      leave: '退出查询',
      anonymous: '匿名登记',
      loading: '正在打开……',
      failed: '没能打开。网络可能不通，请再试一次。',
      retry: '再试一次'
    },

    add: {
      title: '补充情况',
      lead: '写下您要补充的。时间、地点、金额、谁看见了，写得越具体越好。',
      anonymous: '您是匿名登记的，请不要写自己的姓名、电话。',
      label: '要补充的内容',
      submit: '交上去',
      busy: '正在交……',
      doneTitle: '收到了',
      doneText: '您补充的已经交给办理的工作人员。',
      more: '还要补充',
      files: '再交照片等材料'
    },

    answer: {
      title: '回答问题',
      asked: '工作人员问：',
      label: '您的回答',
      submit: '交上去',
      busy: '正在交……',
      doneTitle: '收到了',
      doneText: '您的回答已经交给办理的工作人员。',
      none: '现在没有要您回答的问题。',
      next: '还有一个问题，去回答'
    },

    records: {
      title: '往来记录',
      none: '还没有往来记录。',
      addition: '您补充',
      answer: '您回答',
      question: '工作人员问',
      notice: '工作人员告知',
      withdrawal: '您撤回',
      note: '工作人员说明'
    },

    withdraw: {
      title: '撤回',
      before: '撤回以前，请先看清楚',
      sure: '我看清楚了，要撤回',
      tick: '要撤回，请先在上面的方框里打勾。',
      submit: '确认撤回',
      busy: '正在撤回……',
      keep: '不撤回，返回',
      doneTitle: '已经撤回',
      doneText: '撤回已经记下。',
      not: '现在不能在这里撤回。'
    },

    error: {
      empty: '请先写下内容。',
      long: '太长了，超出 {count} 字，请删减或分几次写。',
      network: '网络不通，没有交上去。写下的内容还在，请再按一次。',
      other: '没有成功，请稍后再试。写下的内容还在。'
    },

    back: '返回'
  };
})(window);
