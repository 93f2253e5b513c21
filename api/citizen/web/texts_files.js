/* Every word of handing in files, for the chat and for the progress page. Sizes and kinds come from the server. */
(function (root) {
  'use strict';

  var PetitionChat = root.PetitionChat = root.PetitionChat || {};

  PetitionChat.texts.files = {
    title: '交材料',
    lead: '照片、PDF、录音、录像都可以交。',
    limits: '一份最大：{sizes}。',
    choose: '选照片或文件',
    chooseMore: '再选一份',
    loading: '正在看已经交了哪些……',
    loadFailed: '没能看到已经交了哪些，不影响您继续交。',
    given: '已经交了 {count} 份',
    back: '返回对话',
    sending: '正在上传，已传 {percent}%',
    checking: '传完了，正在检查……',
    waiting: '网络不通，通了会接着传，已传的不会丢（{percent}%）',
    paused: '先停在 {percent}%',
    done: '已收到',
    failed: '没有收下：{reason}',
    unfinished: '上次传到 {percent}%。请再选一次同一份材料，会接着往下传。',
    pause: '先停一下',
    resume: '接着传',
    retry: '再试一次',
    cancel: '不交这份了',
    remove: '撤下这份',
    removing: '正在撤下……',
    removeFailed: '没能撤下，请稍后再试。',
    dismiss: '知道了',
    finish: '好了，返回',
    reasonOther: '系统出了点问题，请稍后再试',
    progressOf: '{name}的上传进度',
    picture: '照片',
    pdf: 'PDF',
    audio: '录音',
    video: '录像',
    other: '材料',
    keepOpen: '传完之前请不要关掉这个页面。',
    announceDone: '{name}已收到。',
    announceFailed: '{name}没有收下。',
    divider: '您交了 {count} 份材料，登记时会一起交上去',
    dividerNumber: '您为 {number} 补交了 {count} 份材料',
    units: ['字节', 'KB', 'MB', 'GB']
  };
})(window);
