/*
 * Open JTalk as a library with four functions: text to labels to samples, as its own command does it. The other side is
 * src/engine/open-jtalk.ts.
 *
 * One thing differs: of the system dictionary, only what finds words is in memory. What it says about each word (its feature: class,
 * reading, accent) is asked for, word by word, once the words of the phrase are known.
 */
#include <stdlib.h>
#include <string.h>

#include "HTS_engine.h"
#include "jpcommon.h"
#include "mecab.h"
#include "njd.h"

/* These need those above. */
#include "mecab2njd.h"
#include "njd2jpcommon.h"
#include "njd_set_accent_phrase.h"
#include "njd_set_accent_type.h"
#include "njd_set_digit.h"
#include "njd_set_long_vowel.h"
#include "njd_set_pronunciation.h"
#include "njd_set_unvoiced_vowel.h"
#include "text2mecab.h"

#define EXPORT(name) __attribute__((export_name(#name)))

/* The size of Open JTalk's own buffers: neither a word nor anything in its feature may be longer. */
#define MAX_WORD 1024
/* The most bytes that text2mecab makes of one: an ASCII sign becomes a full-width one. */
#define MAX_WIDENING 3

static Mecab mecab;
static NJD njd;
static JPCommon jpcommon;
static HTS_Engine engine;
static float *speech;

/* Writes the feature that MeCab takes to be at the address, with its NUL; at most `capacity` bytes. */
__attribute__((import_module("dictionary"), import_name("feature")))
void dictionary_feature(const char *address, char *into, size_t capacity);

EXPORT(allocate) char *allocate(size_t size) { return malloc(size); }

/* Loads /dictionary and /voice. Returns 0, or which of them cannot be loaded: 1 or 2. */
EXPORT(load) int load(void) {
  char *voice = "/voice";
  Mecab_initialize(&mecab);
  NJD_initialize(&njd);
  JPCommon_initialize(&jpcommon);
  HTS_Engine_initialize(&engine);
  if (Mecab_load(&mecab, "/dictionary") != TRUE) return 1;
  if (HTS_Engine_load(&engine, &voice, 1) != TRUE) return 2;
  return 0;
}

static int is_word(const mecab_node_t *node) {
  return node->stat != MECAB_BOS_NODE && node->stat != MECAB_EOS_NODE;
}

/* Writes "surface,feature" of a word, at most MAX_WORD bytes with the NUL; without a surface that would take half of them. */
static void describe(const mecab_node_t *node, char *word) {
  size_t length = node->length < MAX_WORD / 2 ? node->length : 0;
  memcpy(word, node->surface, length);
  word[length++] = ',';
  /* Words that the dictionary does not know have the features of their kind of sign, which are in memory. */
  if (node->stat == MECAB_NOR_NODE) dictionary_feature(node->feature, word + length, MAX_WORD - length);
  else strncpy(word + length, node->feature, MAX_WORD - length);
  word[MAX_WORD - 1] = '\0';
}

static void read_words(const char *text) {
  char word[MAX_WORD];
  char *words[] = {word};
  const mecab_node_t *node = mecab_sparse_tonode(mecab.mecab, text);
  for (; node != NULL; node = node->next) {
    if (!is_word(node)) continue;
    describe(node, word);
    mecab2njd(&njd, words, 1);
  }
}

static void make_labels(const char *text) {
  read_words(text);
  njd_set_pronunciation(&njd);
  njd_set_digit(&njd);
  njd_set_accent_phrase(&njd);
  njd_set_accent_type(&njd);
  njd_set_unvoiced_vowel(&njd);
  njd_set_long_vowel(&njd);
  njd2jpcommon(&jpcommon, &njd);
  JPCommon_make_label(&jpcommon);
}

static int make_speech(void) {
  size_t count, at;
  /* Two labels are the silence at either end. */
  if (JPCommon_get_label_size(&jpcommon) <= 2) return 0;
  if (HTS_Engine_synthesize_from_strings(&engine, JPCommon_get_label_feature(&jpcommon),
                                         JPCommon_get_label_size(&jpcommon)) != TRUE)
    return -1;
  count = HTS_Engine_get_nsamples(&engine);
  free(speech);
  speech = malloc(count * sizeof(float));
  if (speech == NULL) abort();
  for (at = 0; at < count; at++) {
    double sample = HTS_Engine_get_generated_speech(&engine, at) / 32768;
    speech[at] = sample > 1 ? 1 : sample < -1 ? -1 : sample;
  }
  return count;
}

/*
 * Speaks a phrase in UTF-8, at `speed` times the usual speed; frees the text, which is from `allocate`. Returns the number of samples,
 * 48000 a second; 0 when there is nothing to be spoken, -1 when that fails.
 */
EXPORT(speak) int speak(char *text, double speed) {
  int count;
  char *wide = malloc(strlen(text) * MAX_WIDENING + 1);
  if (wide == NULL) abort();
  text2mecab(wide, text);
  free(text);
  make_labels(wide);
  free(wide);
  HTS_Engine_set_speed(&engine, speed);
  count = make_speech();
  HTS_Engine_refresh(&engine);
  JPCommon_refresh(&jpcommon);
  NJD_refresh(&njd);
  return count;
}

/* The samples of the phrase that was spoken last, of full scale -1 to 1. */
EXPORT(samples) float *samples(void) { return speech; }
