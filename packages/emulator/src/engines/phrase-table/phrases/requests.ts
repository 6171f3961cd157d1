import type { Phrase } from "./phrase.ts";

/** What is said about something that is to be done. */
export const requests: readonly Phrase[] = [
  ["please {deed} | {deed} please | {deed} | would you please {deed}", "{deed:te}ください"],
  ["please {deed} and {deed} | {deed} and {deed} please | {deed} and {deed}", "{deed:te}、{deed:te}ください"],
  ["please {deed} then {deed} | {deed} then {deed}", "{deed:te}から{deed:te}ください"],
  ["please do not {deed} | do not {deed} | never {deed}", "{deed:negative}ないでください"],
  [
    "I want to {deed} | I would like to {deed} | we want to {deed} | we would like to {deed}",
    "{deed:stem}たいです",
  ],
  [
    "I want to {deed} and {deed} | I would like to {deed} and {deed} | we want to {deed} and {deed}",
    "{deed:te}、{deed:stem}たいです",
  ],
  [
    "I do not want to {deed} | we do not want to {deed}",
    "{deed:stem}たくないです | {deed:stem}たくありません",
  ],
  ["do you want to {deed}? | would you like to {deed}?", "{deed:stem}たいですか"],
  ["let's {deed}", "{deed:stem}ましょう"],
  ["let's {deed} and {deed}", "{deed:te}、{deed:stem}ましょう"],
  ["shall we {deed}? | shall I {deed}?", "{deed:stem}ましょうか"],
  ["may I {deed}? | can I {deed}? | can we {deed}? | could I {deed}?", "{deed:te}もいいですか"],
  ["can you {deed}? | could you {deed}? | would you {deed}? | will you {deed}?", "{deed:te}もらえますか"],
  ["I will {deed} | I am going to {deed} | we will {deed} | we are going to {deed}", "{deed:stem}ます"],
  ["I will not {deed} | we will not {deed}", "{deed:stem}ません"],
  ["I can {deed} | we can {deed}", "{deed:plain}ことができます"],
  ["I can not {deed} | I can't {deed} | we can not {deed} | we can't {deed}", "{deed:plain}ことができません"],
  [
    "I have to {deed} | I must {deed} | I need to {deed} | we have to {deed} | we must {deed} | we need to {deed} | you have to {deed} | you must {deed} | you need to {deed}",
    "{deed:negative}なければなりません | {deed:negative}ないといけません",
  ],
  ["you must not {deed} | you can not {deed} | you may not {deed}", "{deed:te}はいけません"],
  ["you do not have to {deed} | you do not need to {deed}", "{deed:negative}なくてもいいです"],
  ["I like to {deed} | we like to {deed}", "{deed:plain}のが好きです"],
  ["I am trying to {deed}", "{deed:plain}ところです"],
  ["where can I {deed}? | where can we {deed}?", "どこで{deed:plain}ことができますか"],
  ["when can I {deed}? | when can we {deed}?", "いつ{deed:plain}ことができますか"],
  ["how can I {deed}? | how do I {deed}?", "どうすれば{deed:plain}ことができますか"],
];

/** Something done, and when or with whom. Each Japanese side ends in the verb. */
export const deeds: readonly Phrase[] = [
  ["{action}", "{action}"],
  ["{action} {when} | {when} {action}", "{when}{action}"],
  ["{action} at {time}", "{time}に{action}"],
  ["{action} {when} at {time} | {action} at {time} {when}", "{when}の{time}に{action}"],
  ["{action} on {weekday}", "{weekday}に{action}"],
  ["{action} on {date}", "{date}に{action}"],
  ["{action} on {weekday} at {time}", "{weekday}の{time}に{action}"],
  ["{action} on {date} at {time}", "{date}の{time}に{action}"],
  ["{action} until {time}", "{time}まで{action}"],
  ["{action} for {duration}", "{duration}{action}"],
  ["{action} in {duration}", "{duration}後に{action}"],
  ["{action} with me", "私と一緒に{action}"],
  ["{action} with us", "私たちと一緒に{action}"],
  ["{action} with you", "あなたと一緒に{action}"],
  ["{action} together", "一緒に{action}"],
  ["{action} again", "もう一度{action}"],
  ["{action} once", "一度{action}"],
  ["{action} slowly | {action} more slowly", "ゆっくり{action}"],
  ["{action} quickly", "急いで{action}"],
  ["{action} carefully", "注意して{action}"],
  ["{action} here", "ここで{action}"],
  ["{action} in {place} | {action} at {place}", "{place}で{action}"],
  ["{action} from {place}", "{place}から{action}"],
];
