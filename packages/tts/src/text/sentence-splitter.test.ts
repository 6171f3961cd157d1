import { describe, expect, it } from "vitest";
import { SentenceSplitter, type SplitterOptions } from "./sentence-splitter.ts";

const EVERY_SENTENCE = { minFirstLength: Number.POSITIVE_INFINITY, minLength: 0 };

function split(text: string, options: SplitterOptions, pieceLength = text.length): string[] {
  const splitter = new SentenceSplitter(options);
  const sentences: string[] = [];
  for (let at = 0; at < text.length; at += pieceLength) {
    sentences.push(...splitter.push(text.slice(at, at + pieceLength)));
  }
  return [...sentences, ...splitter.flush()];
}

/** `marked` is the text with a `|` wherever it is to be cut. */
function expectCuts(marked: string, language: string, lengths = EVERY_SENTENCE) {
  const text = marked.replaceAll("|", "");
  const expected = marked.split("|").map((sentence) => sentence.trim());
  for (const pieceLength of [1, 2, 3, 7, text.length]) {
    expect(split(text, { language, ...lengths }, pieceLength)).toEqual(expected);
  }
}

describe("English", () => {
  it.each([
    "Hello there.| How are you?| Fine!| And you?",
    "Really?!| Yes!!!| No...| Well… maybe.| Wait...| What?",
    "I have… no idea... at all.| None.",
    "It costs 3.14 or 1,000.50 in all.| It is version 2.0.| Next is v2.0.1.| At 10:30 we go.",
    "See index.ts and node.js.| Visit https://example.com/a.b?c=d!e.| Then mail a.b@example.com.| Done.",
    "Is it example.com?| Use www.example.org/index.html?q=1.| It works.",
    "Dr. Smith met Mr. and Mrs. Jones of St. Petersburg.| Prof. Lee vs. Ms. Fox.",
    "J. K. Rowling wrote it.| So did J.R.R. Tolkien.| And C. S. Lewis.",
    "The U.S. Senate met in the U.S.| The U.K. Parliament did not.| It was in Washington D.C.| We left.",
    "Choose plan B.| The rest is easy.| It was I.| He knew.",
    "Bring bread, e.g. rye, i.e. dark bread, etc.| Then eat.| Apples, pears etc. are fruit.",
    "We meet at 10 a.m. or 5 p.m. today.| The train left at 10 a.m.| She saw it.",
    "Apple Inc. makes phones.| He works at Apple Inc.| She does not.| Foo Ltd. and Bar Corp. merged.",
    "See No. 5 and Fig. 3 on p. 12.| No.| I do not.| On Jan. 5 it rains.| It was in Jan.| Snow fell.",
    'He said "Stop."| Then he left.| "Why?" she asked.| "Oh!" he cried.',
    "He said “Stop. Go.”| Then he left.| (It was late. Very late.)| So it was (I think).| Yes.",
    "‘Hello.’| She ran.| It's 'fine.'| Don't go.",
    "**Bold text.** More text.| *Right.*| __Yes!__ Good.| A `code.` Then.".replace(/(\*\*|__|`) /g, "$1| "),
    "1. First thing.|\n2. Second thing.|\n- an item|\n- another. One more.|\n* starred".replace(
      ". One",
      ".| One",
    ),
    "# A heading|\n\nA paragraph|\n\nAnother.|\r\nA line|\r\nThe last",
    "Step 1. Open it.".replace("1. ", "1.| "),
    "[A link.](https://example.com/x.y) follows.| Good.",
    "```ts|\nconst a = 1.5;|\nfoo(a);|\n```",
    "Great job!| 🎉 Next".replace("| 🎉", " 🎉|"),
    "Nice. 👍🏽👩‍👩‍👧|\nSee you.| Bye! ♪",
    "i came home. then i slept.",
    "A word . | Another ! | Last",
    'The 5" pipe fits.| The 6" one does not.',
  ])("%s", (marked) => expectCuts(marked, "en"));
});

describe("Japanese", () => {
  it.each([
    "こんにちは。|元気ですか？|はい！|そうですか",
    "本当！？|すごい！！|えっと……そうですね。|うん…。|はい",
    "「こんにちは。元気？」と言った。|次です。",
    "「はい。」|「いいえ。」|彼は黙った。",
    "「やった！」の声が響く。|『本当？』って聞いた。|終わり",
    "彼は（遅れた。とても）来た。|そう。|（笑）次だ。|【注意。】|はい",
    "値段は3.14ドルで、１．５倍です。|１，０００円です。|はい",
    "10:30に集合。|１０：３０です。|v2.0.1を使う。|index.tsを開く。|https://example.com/を見て。|はい",
    "OpenAIのAPIです。|Yahoo!ニュースです。|よし!|次です.|はい",
    "本当?|Yesと言う。|うん!|そう.|はい",
    "一行目です|\n二行目です|\n\n三行目です。|\n- 項目一|\n- 項目二",
    '**太字です。**|次です。|**次**です。|"はい。"|終わり',
    "すごい！🎉|次です。♪|終わり",
    "1. 最初です。|\n2. 次です。|\n３．最後です。".replace("３．", "３．|"),
    "次です。|㈱コトバ。|〒100の東京。|はい",
    "𠮷野家です。|𩸽を食べる。|はい",
    "がぎぐ。|か\u3099です。|はい",
    "これは「開いたままです\n次です。".replace("\n", "|\n"),
  ])("%s", (marked) => expectCuts(marked, "ja"));
});

describe("other languages", () => {
  it.each([
    ["zh", "你好。|他说：“好。”|然后走了！|真的？|是的"],
    ["zh", "他喊：“走！”的声音。|一共1,000元，３．１４倍。|好"],
    ["ko", '안녕하세요.| 저는 학생입니다.| 정말요?| 네! |"갑니다."라고 했다.| 끝'],
    ["es", "El Sr. García y la Sra. López llegaron.| ¿Cómo está Ud.?| ¡Bien!| ¿Y tú?"],
    ["es-MX", "La Dra. Ruiz vive en EE. UU. desde ene. de 2020.| Sí."],
    ["en", "John Smith Sr. Smith".replace("Sr. ", "Sr.| ")],
    ["fr", "M. Dupont est là.| « Bonjour. Ça va ? »| Oui !| Non"],
    ["de", "Das sind z. B. die „gute Dinge.“| Ja, bzw. Nein.| Am 3. Mai.".replace("3. ", "3.| ")],
    ["hi", "नमस्ते।| आप कैसे हैं?| ठीक"],
    ["ar", "مرحبا.| كيف حالك؟| بخير"],
    ["not a language", "One two.| Three four."],
  ])("%s: %s", (language, marked) => expectCuts(marked, language));
});

describe("short sentences", () => {
  const lengths = { minFirstLength: Number.POSITIVE_INFINITY, minLength: 10 };

  it.each([
    ["en", "Yes. I think so.| Oh. Hi. It is you.| No."],
    ["ja", "はい。行きます。|そうです。|うん。そう。|ね。"],
    ["en", "Hi.|\nYou.|\n# A|\nText goes on."],
  ])("are joined with the next on their line (%s): %s", (language, marked) => {
    expectCuts(marked, language, lengths);
  });

  it("stand alone when nothing shorter is to be joined", () => {
    expectCuts("Yes.| I think so.", "en", { ...lengths, minLength: 4 });
  });
});

it.each([
  ["---\n\nText.", ["--- Text."]],
  ["...\r\n\r\n...\nText.", ["... ... Text."]],
  [" \n 「\u3000\n」\n はい。", ["「 」 はい。"]],
  ["Text.\n---", ["Text.", "---"]],
  ["Two  spaces\tand a tab.", ["Two  spaces\tand a tab."]],
  ["\u0085", ["\u0085"]],
  ["", []],
  [" \n\u3000\t ", []],
])("joins lines with nothing to say with the next, a space between: %j", (text, expected) => {
  for (const pieceLength of [1, text.length || 1]) {
    expect(split(text, { language: "ja", ...EVERY_SENTENCE }, pieceLength)).toEqual(expected);
  }
});

describe("the first piece", () => {
  const lengths = { minFirstLength: 24, minLength: 10 };

  it.each([
    [
      "en",
      "Well, in the beginning of it,| there was a word, and it was short.| Then, as we all know, came more.",
    ],
    ["en", "As of 10:30 on the 1,000th day:| nothing, really."],
    ["en", "The quick brown fox jumped—|over it, I think."],
    ["en", 'He told us "one, two, three, four" and left,| it seems.'],
    ["en", "A short one.| In the beginning of time, all was well."],
    ["ja", "はい、今日は天気がとても良いので、|散歩に、行きました。"],
    ["ja", "合計は１，０００，０００，０００，０００円です、|はい"],
    ["zh", "今天的天气真的非常非常好，|我们去散步。"],
  ])("may end with a clause (%s): %s", (language, marked) => expectCuts(marked, language, lengths));

  it("is given out as soon as that is sure", () => {
    const splitter = new SentenceSplitter({ language: "ja", ...lengths });
    expect(splitter.push("今日は天気がとても良いので、")).toEqual([]);
    expect(splitter.push("散")).toEqual(["今日は天気がとても良いので、"]);
  });
});

describe("a sentence is given out as soon as it is sure to have ended:", () => {
  it.each([
    ["en", "It is so. ", "T"],
    ["en", "It is so.", "\n"],
    ["en", "It costs 3.", "5"],
    ["en", "Dr. ", "S"],
    ["en", "In the U.S. ", "The "],
    ["ja", "そうです。", "次"],
    ["ja", "「そうです。", "」"],
    ["ja", "「そうです。」", "次"],
    ["ja", "「そうです。」", "と"],
    ["ja", "そうです。", "\ud840"],
  ])("(%s) %j, then %j", (language, text, next) => {
    const splitter = new SentenceSplitter({ language, ...EVERY_SENTENCE });
    expect(splitter.push(text)).toEqual([]);
    const ends = !["5", "S", "」", "と", "\ud840"].includes(next);
    expect(splitter.push(next)).toEqual(ends ? [text.trim()] : []);
  });
});

describe("a sentence that grows too long", () => {
  const cutsOf = (text: string, language = "en") =>
    split(text, { language, ...EVERY_SENTENCE }, 3).map((sentence) => sentence.length);

  it("is cut where a clause ends, else at a space, else between characters", () => {
    const clause = `${"word ".repeat(30)}word, ${"word ".repeat(30)}`;
    expect(cutsOf(clause)).toEqual([155, 149]);
    expect(cutsOf("word ".repeat(60))).toEqual([249, 49]);
    expect(cutsOf("x".repeat(600))).toEqual([250, 250, 100]);
    expect(cutsOf("あ".repeat(300), "ja")).toEqual([125, 125, 50]);
    expect(cutsOf(`${"あ".repeat(80)}、${"あ".repeat(120)}`, "ja")).toEqual([81, 120]);
  });

  it("is cut after a sentence in quotes, and after one that is followed by no capital", () => {
    const inQuotes = `「${"あ".repeat(50)}。${"い".repeat(100)}、${"う".repeat(20)}」。`;
    expect(cutsOf(inQuotes, "ja")[0]).toBe(52);
    const lowerCase = `${"word ".repeat(20)}there. ${"word, ".repeat(40)}`;
    expect(cutsOf(lowerCase)[0]).toBe(106);
  });

  it("is cut in no emoji, no letter with an accent and no surrogate pair", () => {
    for (const unit of ["👩‍👩‍👧‍👦", "e\u0301", "𠮷", "🇯🇵", "か\u3099"]) {
      const sentences = split(unit.repeat(300), { language: "ja", ...EVERY_SENTENCE }, 1);
      expect(sentences.length).toBeGreaterThan(1);
      expect(sentences.map((sentence) => sentence.replaceAll(unit, ""))).toEqual(sentences.map(() => ""));
    }
  });

  it("is cut even where marks, brackets or accents go on for ever", () => {
    for (const unit of ["!", "(", "「。", '"', "*", "\u0301", "a. ", "...", "、", "—", "- "]) {
      const text = unit.repeat(2000);
      const sentences = split(text, { language: "en", ...EVERY_SENTENCE }, 3);
      expect(sentences.join("").replace(/\s/g, "")).toBe(text.replace(/\s/g, ""));
      expect(Math.max(...sentences.map((sentence) => sentence.length))).toBeLessThan(320);
    }
  });
});

describe("in a pause", () => {
  it.each([
    ["en", "I think that this is gr", "I think that this is"],
    ["en", "I think that ", "I think that"],
    ["en", "I think so.", "I think so."],
    ["en", 'He said "so."', 'He said "so."'],
    ["en", "**So it is.**", "**So it is.**"],
    ["en", "It costs 3.", "It costs"],
    ["en", "It costs 1,", "It costs"],
    ["en", "Open https://example.", "Open"],
    ["en", "Open index.t", "Open"],
    ["en", "I met Dr.", "I met"],
    ["en", "In the U.S.", "In the"],
    ["en", "Word", undefined],
    ["en", "- ", undefined],
    ["ja", "そうです。", "そうです。"],
    ["ja", "そうですね、", "そうですね、"],
    ["ja", "これはOpen", "これは"],
    ["ja", "値段は３．", "値段は"],
    ["ja", "とても楽しい👩", "とても楽しい"],
    ["ja", "これはe\u0301", "これは"],
    ["ja", "「", undefined],
    ["ko", "저는 학생", "저는"],
    ["zh_TW", "你好，", "你好，"],
  ])("(%s) of %j, %j is given out, and nothing is lost", (language, text, words) => {
    const splitter = new SentenceSplitter({ language, minFirstLength: 24, minLength: 100 });
    expect(splitter.push(text)).toEqual([]);
    expect(splitter.takeWords()).toBe(words);
    const rest = splitter.flush().join("");
    expect(`${words ?? ""}${rest}`.replace(/\s/g, "")).toBe(text.replace(/\s/g, ""));
  });

  it("keeps the last Japanese word, which may grow", () => {
    const splitter = new SentenceSplitter({ language: "ja", minFirstLength: 24, minLength: 0 });
    splitter.push("明日は東");
    expect(splitter.takeWords()).toBe("明日は");
    expect(splitter.push("京に行く。次")).toEqual(["東京に行く。"]);
  });
});
