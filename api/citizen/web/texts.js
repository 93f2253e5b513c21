/* Every word the scripts write of their own, in one place; what stands on the page from the start is in index.html.
   What the law says, the greeting and the privacy notice are not here: they come from the server as messages. */
(function (root) {
  'use strict';

  var PetitionChat = root.PetitionChat = root.PetitionChat || {};

  PetitionChat.texts = {
    title: '医保诉求助手',
    unreadTitle: '（有新消息）',

    senders: { bot: '助手', agent: '工作人员', citizen: '您', system: '提示' },

    typing: { bot: '助手正在回复', agent: '工作人员正在输入' },

    person: { calling: '正在为您转接人工', person: '工作人员正在为您服务', bot: '已转回智能助手' },

    typeSize: { standard: '标准', large: '大', xlarge: '特大', changed: '字号已改为：' },

    menu: {
      human: '找人工',
      restart: '重新开始',
      restartAsk: '重新开始？',
      restartWarn: '这次对话里还没有提交的内容，可能不再保留。已经登记并拿到编号的，不受影响。',
      restartYes: '重新开始',
      clearAsk: '清除这台设备上的记录？',
      clearWarn: '清除以后，在这台设备上看不到这次对话，也不能接着往下填。编号和查询码请先抄好。',
      clearYes: '清除',
      cancel: '不，返回'
    },

    connection: {
      firstFailed: '暂时接不通，正在重试。可以先把情况写下来，不会丢。',
      offline: '网络已断开，正在等待恢复。写下的内容不会丢。',
      retrying: '连接中断，{seconds} 秒后重新连接。写下的内容不会丢。',
      retryingNow: '正在重新连接……',
      back: '连接已恢复'
    },

    session: {
      expired: '原来的对话已过期，已为您开始新的对话。没有送出的内容都还在。',
      earlier: '以上是之前的对话'
    },

    preparing: {
      title: '助手正在准备',
      text: '首次启动需要一点时间。',
      wait: '可以先把情况写下来，准备好后自动送出。',
      done: '助手已准备好'
    },

    choices: '可以直接点选',
    chosen: '已选：',

    own: {
      waiting: '等待发送',
      sending: '正在发送……',
      failed: '没有送出',
      because: '没有送出：',
      expired: '对话已过期',
      network: '网络不通',
      resend: '重新发送',
      rewrite: '放回输入框',
      announceFailed: '有一条消息没有送出，可以重新发送。'
    },

    composer: {
      limit: 10000,
      near: 1000,
      left: '还可以写 {count} 字',
      over: '超出 {count} 字，请删减或分几次发送',
      empty: '请先写下您的情况，再点发送。'
    },

    date: '{month}月{day}日 {weekday}',
    weekdays: ['星期日', '星期一', '星期二', '星期三', '星期四', '星期五', '星期六'],

    question: '需要您确认一件事',

    form: { step: '第{step}项／共{total}项', progress: '填写进度' },

    summary: { edit: '修改', empty: '（未填）' },

    acceptance: {
      title: '对照受理条件',
      open: '还有 {count} 条不清楚（点开看）',
      fine: '{count} 条没有问题（点开看）',
      basis: '依据：',
      add: '现在就交材料'
    },

    colon: '：',
    sources: '看法规原文（{count} 条）',

    place: {
      title: '选地区',
      open: '从名单里选地区',
      provinces: '也可以一级一级选：先选省',
      within: '{place}，再往下选',
      whole: '就是{place}，不再往下选',
      up: '← 上一级',
      search: '写出地名，比如市、县的名字',
      found: '找到这些，点一个',
      failed: '没能打开名单，网络可能不通。您也可以返回对话，直接写地名。',
      retry: '再试一次'
    },

    receipt: {
      title: '登记回执',
      number: '登记编号',
      code: '查询码',
      once: '查询码只显示这一次。请现在抄写或拍照保存，不要告诉别人。',
      gone: '查询码在登记时已显示过一次，为保护您，这里不再显示。',
      copy: '复制查询码',
      copied: '已复制',
      copyFailed: '没能复制，请抄写下来',
      download: '下载填好的表（Word）',
      downloadFailed: '没能下载，请稍后再试。',
      progress: '查办理进度',
      files: '交照片等材料'
    },

    answer: {
      title: '办理指引',
      several: '您的话里有{count}件事，分别这样办',
      matter: '第{index}件',
      why: '这样判断，是因为您说到',
      channel: '法定途径',
      branches: '有{count}种情况，请看哪一种与您的相符。',
      branch: '情况{index}',
      notGiven: '这条途径里没有列出：',
      limits: '时限',
      lawNotes: '法律另外还规定',
      verbatim: '清单上的说法：',
      serviceSteps: '办理步骤',
      handler: '办理机构',
      address: '地址',
      phones: '电话',
      promised: '办理时限',
      basis: '依据',
      basisHint: '（点开看原文）',
      cite: '依据{index}',
      citeLabel: '查看依据{index}原文',
      next: '下一步',
      print: '打印',
      copy: '复制文字',
      relation: { first: '先', or: '或者', then: '然后', optional: '可选', alone: '可以' }
    },

    numerals: ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十']
  };

  /** The text with `{name}` places filled from `values`. */
  PetitionChat.fill = function (text, values) {
    return text.replace(/\{(\w+)\}/g, function (place, name) {
      return values.hasOwnProperty(name) ? String(values[name]) : place;
    });
  };
})(window);
