// Each word in the terms of its header's own predicates, so that neither can say what the other does not.

#include "state_words.h"

#include <array>

#include <lockstep/mutex.h>
#include <lockstep/once.h>
#include <lockstep/rw_mutex.h>
#include <lockstep/semaphore.h>
#include <lockstep/wait_group.h>

namespace lockstep::verify::runner {
namespace {

using named_parts = std::vector<named_part>;

named_parts of_mutex(std::uint64_t word) {
  const auto s = static_cast<std::uint32_t>(word);
  return {{"held", mutex_word::is_held(s)},
          {"woken", mutex_word::is_woken(s)},
          {"starving", mutex_word::is_starving(s)},
          {"contended", (s & mutex_word::contended) != 0},
          {"waiters", std::int64_t{mutex_word::waiters(s)}}};
}

named_parts of_rw_mutex(std::uint64_t s) {
  const std::uint32_t w = rw_mutex_word::writers(s);
  return {{"locked", mutex_word::is_held(w)},
          {"woken", mutex_word::is_woken(w)},
          {"starving", mutex_word::is_starving(w)},
          {"writers waiting", std::int64_t{mutex_word::waiters(w)}},
          {"readers", std::int64_t{rw_mutex_word::readers(s)}}};
}

named_parts of_wait_group(std::uint64_t s) {
  return {{"counter", std::int64_t{wait_group_word::counter(s)}},
          {"waiters", std::int64_t{wait_group_word::waiters(s)}}};
}

named_parts of_once(std::uint64_t word) {
  const auto s = static_cast<std::uint32_t>(word);
  return {{"done", (s & once_word::done) != 0},
          {"running", once_word::is_running(s)},
          {"waiters", std::int64_t{once_word::waiters(s)}}};
}

named_parts of_semaphore(std::uint64_t word) {
  const auto s = static_cast<std::uint32_t>(word);
  return {{"tokens", std::int64_t{s & ~semaphore_word::parked}}, {"parked", semaphore_word::has_parked(s)}};
}

struct row {
  std::string_view class_name;
  bool is_wide;
  state_word word;
};
constexpr std::array known_words{
    row{"basic_mutex", false, {"mutex", of_mutex}}, row{"basic_rw_mutex", true, {"rw_mutex", of_rw_mutex}},
    row{"basic_wait_group", true, {"wait_group", of_wait_group}}, row{"basic_once", false, {"once", of_once}},
    row{"basic_semaphore", false, {"semaphore", of_semaphore}}};

}  // namespace

const state_word* state_word_of(std::string_view short_function, bool is_wide) {
  const std::string_view class_name = short_function.substr(0, short_function.find("::"));
  for (const row& r : known_words) {
    if (r.class_name == class_name && r.is_wide == is_wide) return &r.word;
  }
  return nullptr;
}

}  // namespace lockstep::verify::runner
