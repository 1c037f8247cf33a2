#pragma once

// The machine of the engine explore, and what the scenario reports to.

#include <string>

#include <lockstep/models/machine.h>

#include "execution.h"

namespace lockstep::models::exploring {

class explore_machine final : public machine {
 public:
  void construct(cell&, bool is_wide, std::uint64_t value, where) override;
  void destroy(cell&) override;
  std::uint64_t load(const cell&, std::memory_order, where) override;
  void store(cell&, std::uint64_t, std::memory_order, where) override;
  std::uint64_t exchange(cell&, std::uint64_t, std::memory_order, where) override;
  bool compare_exchange(cell&, bool weak, std::uint64_t& expected, std::uint64_t desired, std::memory_order success,
                        std::memory_order failure, where) override;
  std::uint64_t fetch(cell&, rmw, std::uint64_t operand, std::memory_order, where) override;
  void fence(std::memory_order, where) override;
  std::uint64_t peek(const cell&) override;

  void construct(detector&, bool initialised, where) override;
  void destroy(detector&) override;
  void read(const detector&, where) override;
  void write(detector&, where) override;

  void construct(object&, const void* state, std::size_t size, where) override;
  void destroy(object&) override;
  void step(object&, function_ref<effect(void*)> change, where) override;
  void await(object&, function_ref<bool(const void*)> holds, where) override;
  const void* newest(const object&) override;

  void futex_wait(const cell&, std::uint32_t expected, where) override;
  void futex_wake(const void* address, int count, where) override;

  void* allocate(std::size_t size, where) override;
  void deallocate(void*, where) override;

  bool may_spin(unsigned iteration, where) override;
  bool time_has_passed(where) override;
  int self() override;
  [[noreturn]] void panic(const char* message, where) override;
  [[noreturn]] void fail(const char* kind, const char* message, where) override;
};

class explore_run final : public run {
 public:
  [[noreturn]] void fail(const std::string& what, where) override;
  void witness(const char* name) override;
  void observe(const std::string& part) override;
  unsigned choose(unsigned limit, where) override;
  unsigned new_place() override;
  void touch(unsigned, bool) override {}
  void ghost_made(const ghost_variable&, unsigned place) override;
  std::uint64_t ghost_load(const ghost_variable&, unsigned place) override;
  void ghost_store(ghost_variable&, unsigned place, std::uint64_t) override;
  std::uint64_t ghost_add(ghost_variable&, unsigned place, std::uint64_t delta) override;
};

/// What the operations of a kind have in common.
namespace operation {

/// The slot of an object that may be used here, or the execution fails.
slot& use(const void* owner, unsigned place, const where&);
slot& make(const void* owner, unsigned place, slot::sort);
/// The end of an object: nobody may still be on it, nor come to it later.
void end(const void* owner, unsigned place, const where&);

/// The two halves of a read-modify-write.
event_id read_half(const call&);
event_id write_half(event_id read, std::uint64_t value, std::memory_order, const where&);
/// A number below `limit`, in a thread.
unsigned choose(unsigned limit, const where&);
void await(unsigned place, function_ref<bool(const void*)> holds, const where&);

std::string name(unsigned place);
std::string text(std::uint64_t value);
const char* order_text(std::memory_order);

}  // namespace operation

}  // namespace lockstep::models::exploring
