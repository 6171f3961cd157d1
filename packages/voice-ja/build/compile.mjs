// Compiles Open JTalk, with reactor.c as its face, to one WebAssembly module.

import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** Debian 12: `apt-get install clang-14 lld-14 wasi-libc libc++-14-dev-wasm32 libclang-rt-14-dev-wasm32`. */
const COMPILER = "clang-14";
const LINKER = "wasm-ld-14";
const SYSTEM = "/usr/lib/wasm32-wasi";
const LLVM = "/usr/lib/llvm-14";

const OPEN_JTALK = "open_jtalk-1.09";
const HTS_ENGINE = "hts_engine_API-1.10";
const C_FOLDERS = [
  "jpcommon",
  "mecab2njd",
  "njd",
  "njd2jpcommon",
  "njd_set_accent_phrase",
  "njd_set_accent_type",
  "njd_set_digit",
  "njd_set_long_vowel",
  "njd_set_pronunciation",
  "njd_set_unvoiced_vowel",
  "text2mecab",
].map((folder) => `${OPEN_JTALK}/${folder}`);
const MECAB = `${OPEN_JTALK}/mecab/src`;
/** What analyses; the rest of MeCab makes dictionaries. */
const MECAB_SOURCES = [
  "char_property",
  "connector",
  "context_id",
  "dictionary",
  "iconv_utils",
  "libmecab",
  "mecab",
  "nbest_generator",
  "param",
  "string_buffer",
  "tagger",
  "tokenizer",
  "utils",
  "viterbi",
  "writer",
];

const HEADERS = [`${HTS_ENGINE}/include`, `${HTS_ENGINE}/lib`, MECAB, ...C_FOLDERS];
const DEFINITIONS = [
  "CHARSET_UTF_8",
  'MECAB_CHARSET="utf-8"',
  "MECAB_UTF8_USE_ONLY",
  "MECAB_WITHOUT_MUTEX_LOCK",
  'MECAB_DEFAULT_RC=""',
  "DIC_VERSION=102",
  'PACKAGE="open_jtalk"',
  'VERSION="1.09"',
  "HAVE_DIRENT_H",
  "HAVE_FCNTL_H",
  "HAVE_STDINT_H",
  "HAVE_STRING_H",
  "HAVE_SYS_STAT_H",
  "HAVE_SYS_TYPES_H",
  "HAVE_UNISTD_H",
  // HTS_misc.c looks into an fpos_t, where glibc calls the position so; here it has this name.
  "__pos=__lldata",
];
const FLAGS = ["--target=wasm32-wasi", "--sysroot=/", "-O2", "-w", "-ffunction-sections", "-fdata-sections"];
const CXX_FLAGS = [
  "-std=gnu++14",
  "-fno-exceptions",
  "-fno-rtti",
  "-isystem",
  `${LLVM}/include/wasm32-wasi/c++/v1`,
];
const REACTOR = fileURLToPath(new URL("reactor.c", import.meta.url));

const run = promisify(execFile);

/**
 * @param {string} sources - Folder that holds Open JTalk's and the HTS engine's sources.
 * @param {string} output - Path of the module.
 * @param {string} objects - Folder for the object files.
 */
export async function compile(sources, output, objects) {
  const c = [`${HTS_ENGINE}/lib`, ...C_FOLDERS].flatMap((folder) =>
    readdirSync(join(sources, folder))
      .filter((name) => name.endsWith(".c"))
      .map((name) => `${folder}/${name}`),
  );
  const cxx = MECAB_SOURCES.map((name) => `${MECAB}/${name}.cpp`);
  // In a fixed order, and by relative paths, which are in some of the module's messages: the same module wherever it is built.
  const all = [...c.sort(), ...cxx, REACTOR];
  const waiting = all.entries();
  const compileSome = async () => {
    for (const [index, source] of waiting) {
      await run(COMPILER, compilation(source, join(objects, `${index}.o`)), { cwd: sources });
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, compileSome));
  await run(LINKER, [
    `${SYSTEM}/crt1-reactor.o`,
    ...all.map((_, index) => join(objects, `${index}.o`)),
    `-L${SYSTEM}`,
    ...["-lc++", "-lc++abi", "-lc"],
    `${LLVM}/lib/clang/14.0.6/lib/wasi/libclang_rt.builtins-wasm32.a`,
    "--entry=_initialize",
    // More than twice what the longest phrase takes at the slowest speed.
    "--max-memory=536870912",
    "--gc-sections",
    "--strip-all",
    ...["-z", "stack-size=1048576"],
    ...["-o", output],
  ]);
}

/**
 * @param {string} source
 * @param {string} object
 */
function compilation(source, object) {
  return [
    ...FLAGS,
    ...(basename(source).endsWith(".cpp") ? CXX_FLAGS : []),
    ...["-isystem", "/usr/include/wasm32-wasi"],
    ...HEADERS.map((folder) => `-I${folder}`),
    ...DEFINITIONS.map((definition) => `-D${definition}`),
    ...["-c", source, "-o", object],
  ];
}
