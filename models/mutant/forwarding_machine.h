#pragma once

#include <cstdlib>

#include <lockstep/models/machine.h>

namespace lockstep::models {

/// Hands every operation on to the machine below.
class forwarding_machine : public machine {
 public:
  void construct(cell& c, bool is_wide, std::uint64_t value, where w) override {
    below_->construct(c, is_wide, value, w);
  }
  void destroy(cell& c) override { below_->destroy(c); }
  std::uint64_t load(const cell& c, std::memory_order order, where w) override { return below_->load(c, order, w); }
  void store(cell& c, std::uint64_t value, std::memory_order order, where w) override {
    below_->store(c, value, order, w);
  }
  std::uint64_t exchange(cell& c, std::uint64_t value, std::memory_order order, where w) override {
    return below_->exchange(c, value, order, w);
  }
  bool compare_exchange(cell& c, bool weak, std::uint64_t& expected, std::uint64_t desired, std::memory_order success,
                        std::memory_order failure, where w) override {
    return below_->compare_exchange(c, weak, expected, desired, success, failure, w);
  }
  std::uint64_t fetch(cell& c, rmw how, std::uint64_t operand, std::memory_order order, where w) override {
    return below_->fetch(c, how, operand, order, w);
  }
  void fence(std::memory_order order, where w) override { below_->fence(order, w); }
  std::uint64_t peek(const cell& c) override { return below_->peek(c); }

  void construct(detector& d, bool initialised, where w) override { below_->construct(d, initialised, w); }
  void destroy(detector& d) override { below_->destroy(d); }
  void read(const detector& d, where w) override { below_->read(d, w); }
  void write(detector& d, where w) override { below_->write(d, w); }

  void construct(object& o, const void* state, std::size_t size, where w) override {
    below_->construct(o, state, size, w);
  }
  void destroy(object& o) override { below_->destroy(o); }
  void step(object& o, function_ref<effect(void*)> change, where w) override { below_->step(o, change, w); }
  void await(object& o, function_ref<bool(const void*)> holds, where w) override { below_->await(o, holds, w); }
  const void* newest(const object& o) override { return below_->newest(o); }

  void futex_wait(const cell& c, std::uint32_t expected, where w) override { below_->futex_wait(c, expected, w); }
  void futex_wake(const void* address, int count, where w) override { below_->futex_wake(address, count, w); }

  void* allocate(std::size_t size, where w) override { return below_->allocate(size, w); }
  void deallocate(void* memory, where w) override { below_->deallocate(memory, w); }

  void alter(intent& call, where w) override { below_->alter(call, w); }

  bool may_spin(unsigned iteration, where w) override { return below_->may_spin(iteration, w); }
  bool time_has_passed(where w) override { return below_->time_has_passed(w); }
  int self() override { return below_->self(); }
  [[noreturn]] void panic(const char* message, where w) override {
    below_->panic(message, w);
    std::abort();  // not reached, which g++ does not see
  }
  [[noreturn]] void fail(const char* kind, const char* message, where w) override {
    below_->fail(kind, message, w);
    std::abort();
  }

  void stand_on(machine& m) { below_ = &m; }

 protected:
  machine& below() { return *below_; }

 private:
  machine* below_ = nullptr;
};

}  // namespace lockstep::models
