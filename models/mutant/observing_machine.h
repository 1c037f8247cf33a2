#pragma once

#include <map>
#include <tuple>
#include <utility>

#include <lockstep/models/mutant.h>

#include "forwarding_machine.h"
#include "history.h"

namespace lockstep::models {

/// Notes which operations of core a program comes to, and which faults would make a difference there.
class observing_machine final : public forwarding_machine {
 public:
  std::set<mutation> found() const;

  void construct(cell&, bool is_wide, std::uint64_t value, where) override;
  std::uint64_t load(const cell&, std::memory_order, where) override;
  void store(cell&, std::uint64_t, std::memory_order, where) override;
  std::uint64_t exchange(cell&, std::uint64_t, std::memory_order, where) override;
  bool compare_exchange(cell&, bool weak, std::uint64_t& expected, std::uint64_t desired, std::memory_order success,
                        std::memory_order failure, where) override;
  std::uint64_t fetch(cell&, rmw, std::uint64_t operand, std::memory_order, where) override;
  void fence(std::memory_order, where) override;
  void futex_wake(const void* address, int count, where) override;
  void alter(intent&, where) override;

 private:
  using site = std::tuple<const char*, unsigned, unsigned, operation>;
  struct record {
    std::string file;  // empty: not within core
    const char* function = nullptr;
    std::optional<std::memory_order> order, failure_order;
    unsigned faults = 0;        // as bits
    bool is_in_a_loop = false;  // of a compare-exchange: it is tried again where it failed
  };

  record& at(operation, const where&);
  void note(operation, const where&, std::optional<std::memory_order>, std::initializer_list<fault>);
  /// Whether the thread has read something else there before. Notes what it reads now.
  bool is_news(const cell&, std::uint64_t value);

  /// The running thread has tried a compare-exchange, or changed the cell otherwise (`r` null).
  void note_try(const cell& c, record* r, bool done);

  std::map<site, record> sites_;
  std::map<std::pair<const cell*, int>, const record*> failed_;  // each thread's last try on a cell, if it failed
  read_history reads_;
};

}  // namespace lockstep::models
