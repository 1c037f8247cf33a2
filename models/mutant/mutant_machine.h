#pragma once

#include <array>
#include <set>
#include <vector>

#include <lockstep/models/mutant.h>

#include "forwarding_machine.h"
#include "history.h"

namespace lockstep::models {

/// Plants one fault.
class mutant_machine final : public forwarding_machine {
 public:
  explicit mutant_machine(const mutation& m) : planted_(m) {}

  void construct(cell&, bool is_wide, std::uint64_t value, where) override;
  void construct(detector&, bool initialised, where) override;
  void construct(object&, const void* state, std::size_t size, where) override;
  std::uint64_t load(const cell&, std::memory_order, where) override;
  void store(cell&, std::uint64_t, std::memory_order, where) override;
  std::uint64_t exchange(cell&, std::uint64_t, std::memory_order, where) override;
  bool compare_exchange(cell&, bool weak, std::uint64_t& expected, std::uint64_t desired, std::memory_order success,
                        std::memory_order failure, where) override;
  std::uint64_t fetch(cell&, rmw, std::uint64_t operand, std::memory_order, where) override;
  void fence(std::memory_order, where) override;
  void futex_wait(const cell&, std::uint32_t expected, where) override;
  void futex_wake(const void* address, int count, where) override;
  void alter(intent&, where) override;

 private:
  bool is_here(operation, const where&) const;
  bool is_here(operation at, const where& w, fault f) const { return planted_.planted == f && is_here(at, w); }
  std::memory_order order_here(operation, std::memory_order, const where&) const;
  std::uint64_t noted(const cell&, std::uint64_t value);
  /// Another execution has begun: before the threads run, each one constructs something.
  void construct_something();
  bool deny(cell&, bool weak, std::uint64_t& expected, std::uint64_t desired, std::memory_order failure, const where&);
  void make_delayed_store();

  struct delayed_store {
    cell* of = nullptr;
    std::uint64_t value = 0;
    std::memory_order order{};
    where at{};
  };

  const mutation planted_;
  read_history reads_;
  std::set<std::pair<const cell*, int>> denied_;
  std::vector<const void*> asleep_;
  std::array<delayed_store, max_threads + 1> delayed_{};
};

}  // namespace lockstep::models
