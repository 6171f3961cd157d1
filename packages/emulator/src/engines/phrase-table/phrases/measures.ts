import type { Phrase } from "./phrase.ts";

export const lengths: readonly Phrase[] = [
  ["{number} meter(s) | {number} metre(s)", "{number}メートル"],
  ["{number} kilometer(s) | {number} kilometre(s)", "{number}キロメートル | {number}キロ"],
  ["{number} centimeter(s) | {number} centimetre(s)", "{number}センチメートル | {number}センチ"],
  ["{number} mile(s)", "{number}マイル"],
  ["{number} feet | {number} foot", "{number}フィート"],
  ["{number} step(s)", "{number}歩"],
];

export const durations: readonly Phrase[] = [
  ["{number} second(s)", "{number}秒"],
  ["{number} minute(s)", "{number}分"],
  ["half an hour", "三十分"],
  ["{number} hour(s)", "{number}時間"],
  ["{number} and a half hours", "{number}時間半"],
  ["{number} day(s)", "{number}日間 | {number}日"],
  ["{number} week(s)", "{number}週間"],
  ["{number} month(s)", "{number}か月 | {number}ヶ月"],
  ["{number} year(s)", "{number}年間 | {number}年"],
];

export const moneys: readonly Phrase[] = [
  ["{number} yen", "{number}円"],
  ["{number} dollar(s)", "{number}ドル"],
  ["{number} euro(s)", "{number}ユーロ"],
  ["{number} pound(s)", "{number}ポンド"],
];

export const nights: readonly Phrase[] = [["{number} night(s)", "{number}泊"]];

export const people: readonly Phrase[] = [
  ["one person", "一人"],
  ["{number} people | {number} persons", "{number}人"],
];

export const times: readonly Phrase[] = [
  ["noon", "正午"],
  ["midnight", "真夜中"],
  ["half past {hour}", "{hour}時半"],
  ["quarter past {hour}", "{hour}時十五分"],
  ["quarter to {hour}", "{hour}時十五分前"],
  ["{minute} past {hour} | {minute} minutes past {hour}", "{hour}時{minute}分過ぎ"],
  ["{minute} to {hour} | {minute} minutes to {hour}", "{hour}時{minute}分前"],
  ["{hour} o'clock", "{hour}時"],
  ["{hour} o'clock in the morning | {hour} in the morning | {hour} am", "午前{hour}時"],
  [
    "{hour} o'clock in the afternoon | {hour} in the afternoon | {hour} o'clock in the evening | {hour} in the evening | {hour} pm",
    "午後{hour}時",
  ],
  ["{hour}:{minute} am | {hour} {minute} am | {hour} {minute} in the morning", "午前{hour}時{minute}分"],
  ["{hour}:{minute} pm | {hour} {minute} pm | {hour} {minute} in the afternoon", "午後{hour}時{minute}分"],
  ["{hour}:{minute} | {hour} {minute}", "{hour}時{minute}分 | {hour}:{minute}"],
  ["{hour}", "{hour}時"],
];

export const weekdays: readonly Phrase[] = [
  ["Monday", "月曜日"],
  ["Tuesday", "火曜日"],
  ["Wednesday", "水曜日"],
  ["Thursday", "木曜日"],
  ["Friday", "金曜日"],
  ["Saturday", "土曜日"],
  ["Sunday", "日曜日"],
];

export const dates: readonly Phrase[] = [
  ["January {day} | the {day} of January", "一月{day}日 | 1月{day}日"],
  ["February {day} | the {day} of February", "二月{day}日 | 2月{day}日"],
  ["March {day} | the {day} of March", "三月{day}日 | 3月{day}日"],
  ["April {day} | the {day} of April", "四月{day}日 | 4月{day}日"],
  ["May {day} | the {day} of May", "五月{day}日 | 5月{day}日"],
  ["June {day} | the {day} of June", "六月{day}日 | 6月{day}日"],
  ["July {day} | the {day} of July", "七月{day}日 | 7月{day}日"],
  ["August {day} | the {day} of August", "八月{day}日 | 8月{day}日"],
  ["September {day} | the {day} of September", "九月{day}日 | 9月{day}日"],
  ["October {day} | the {day} of October", "十月{day}日 | 10月{day}日"],
  ["November {day} | the {day} of November", "十一月{day}日 | 11月{day}日"],
  ["December {day} | the {day} of December", "十二月{day}日 | 12月{day}日"],
];

/** When, as a word of its own. */
export const moments: readonly Phrase[] = [
  ["now | right now", "今"],
  ["today", "今日"],
  ["tomorrow", "明日"],
  ["the day after tomorrow", "明後日"],
  ["tonight", "今晩"],
  ["tomorrow morning", "明日の朝"],
  ["tomorrow afternoon", "明日の午後"],
  ["tomorrow evening", "明日の晩"],
  ["this morning", "今朝"],
  ["this afternoon", "今日の午後"],
  ["this evening", "今晩"],
  ["this week", "今週"],
  ["next week", "来週"],
  ["next month", "来月"],
  ["next year", "来年"],
  ["every day", "毎日"],
  ["later", "後で"],
  ["soon", "もうすぐ"],
];
