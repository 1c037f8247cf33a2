// The queue of one bucket, alone on one thread, against a reference that cannot be wrong.

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <random>
#include <source_location>
#include <vector>

#include <lockstep/sync.h>

namespace wait_queue_tests {
namespace {

using lockstep::queue_at;
using lockstep::models::native_memory;

using waiter = lockstep::waiter<native_memory>;
using queue = lockstep::wait_queue<native_memory>;

const void* address(std::uintptr_t value) { return reinterpret_cast<const void*>(value); }

/// The queue and a reference, given the same calls. Addresses are only compared, so any number will do for one.
class checked_queue {
 public:
  void push(const void* at, queue_at end) {
    auto& w = *waiters_.emplace_back(std::make_unique<waiter>(at, static_cast<std::uint32_t>(waiters_.size())));
    tested_.push(w, end);
    auto& line = reference_[at];
    end == queue_at::back ? line.push_back(&w) : line.push_front(&w);
  }

  void pop(const void* at) {
    const auto got = tested_.pop(at);
    const auto line = reference_.find(at);
    if (line == reference_.end()) {
      ASSERT_EQ(got.first, nullptr);
      ASSERT_FALSE(got.more);
      return;
    }
    ASSERT_EQ(got.first, line->second.front());
    line->second.pop_front();
    ASSERT_EQ(got.more, !line->second.empty());
    if (!got.more) reference_.erase(line);
  }

  /// Takes a waiter from anywhere in the line, by its ticket.
  void pop_ticket(const void* at, std::uint32_t random) {
    const auto line = reference_.find(at);
    if (line == reference_.end()) {
      ASSERT_EQ(tested_.pop_ticket(at, random), nullptr);
      return;
    }
    ASSERT_EQ(tested_.pop_ticket(at, no_ticket), nullptr);
    const auto meant = line->second.begin() + static_cast<std::ptrdiff_t>(random % line->second.size());
    ASSERT_EQ(tested_.pop_ticket(at, (*meant)->ticket), *meant);
    line->second.erase(meant);
    if (line->second.empty()) reference_.erase(line);
  }

  void pop_all(const void* at) {
    const waiter* got = tested_.pop_all(at);
    for (const waiter* const expected : reference_[at]) {
      ASSERT_EQ(got, expected);
      got = got->next.read();
    }
    ASSERT_EQ(got, nullptr);
    reference_.erase(at);
  }

  void pop_everything() {
    while (!reference_.empty()) ASSERT_NO_FATAL_FAILURE(pop(reference_.begin()->first));
  }

 private:
  static constexpr std::uint32_t no_ticket = 0;  // pushes count from one

  queue tested_;
  std::map<const void*, std::deque<waiter*>> reference_;
  std::vector<std::unique_ptr<waiter>> waiters_;
};

/// As many pushes as pops on average in the first half; more pops in the second, so that the queue empties too.
void drive(std::uint32_t seed, std::uintptr_t addresses, std::uintptr_t distance) {
  std::mt19937 random(seed);
  checked_queue q;
  for (int step = 0; step != 60000; ++step) {
    const void* const at = address(0x10000 + random() % addresses * distance);
    const unsigned pops_in_eight = step < 30000 ? 3 : 5;
    if (random() % 8 < pops_in_eight) {
      ASSERT_NO_FATAL_FAILURE(q.pop(at)) << "seed " << seed << ", step " << step;
    } else if (random() % 8 == 0) {
      ASSERT_NO_FATAL_FAILURE(q.pop_ticket(at, static_cast<std::uint32_t>(random())))
          << "seed " << seed << ", step " << step;
    } else if (random() % 64 == 0) {
      ASSERT_NO_FATAL_FAILURE(q.pop_all(at)) << "seed " << seed << ", step " << step;
    } else {
      q.push(at, random() % 4 == 0 ? queue_at::front : queue_at::back);
    }
  }
  q.pop_everything();
}

// SEMA-3
TEST(wait_queue, gives_nothing_where_nobody_waits) {
  checked_queue q;
  q.pop(address(8));
  q.push(address(8), queue_at::back);
  q.pop(address(16));
  q.pop(address(8));
  q.pop(address(8));
}

// SEMA-3
TEST(wait_queue, agrees_with_the_reference_on_one_address) { drive(1, 1, 8); }

// SEMA-3
TEST(wait_queue, agrees_with_the_reference_on_a_few_addresses) { drive(2, 7, 4); }

// SEMA-3, SEMA-7
TEST(wait_queue, agrees_with_the_reference_on_thousands_of_addresses) {
  drive(3, 5000, 64);
  drive(4, 5000, 8 * native_memory::semaphore_buckets);  // what one bucket really holds
}

/// Counts how often the queue follows or changes a link.
struct step_counting_memory : native_memory {
  static inline std::size_t steps = 0;
  template <class T>
  class plain : public native_memory::plain<T> {
    using base = native_memory::plain<T>;
    using where = std::source_location;

   public:
    using base::base;
    const T& read(where w = where::current()) const { return ++steps, base::read(w); }
    T& write(where w = where::current()) { return ++steps, base::write(w); }
  };
};

/// Steps that a push and a pop take together, on average, at each of many addresses `distance` apart.
double steps_at_many_addresses(std::size_t addresses, std::uintptr_t distance) {
  using memory = step_counting_memory;
  lockstep::wait_queue<memory> q;
  std::deque<lockstep::waiter<memory>> waiters;
  for (std::size_t i = 0; i != addresses; ++i) {
    q.push(waiters.emplace_back(address(0x10000 + i * distance)), queue_at::back);
  }
  memory::steps = 0;
  for (auto& w : waiters) q.push(*q.pop(w.address).first, queue_at::back);
  return static_cast<double>(memory::steps) / static_cast<double>(addresses);
}

// SEMA-7
TEST(wait_queue, costs_as_the_logarithm_of_the_number_of_addresses) {
  constexpr std::size_t addresses = 10000;
  for (const std::uintptr_t distance : {4u, 8u, 64u, 2008u, 4096u, 46368u, 8u * 121393u}) {
    EXPECT_LT(steps_at_many_addresses(addresses, distance), 10 * std::log2(addresses)) << "distance " << distance;
  }
}

// SEMA-7: a thousand waiters at an address are none of a newcomer's business.
TEST(wait_queue, costs_the_same_however_many_wait_at_the_address) {
  using memory = step_counting_memory;
  lockstep::wait_queue<memory> q;
  std::deque<lockstep::waiter<memory>> waiters;
  std::size_t first_cost = 0;
  for (int i = 0; i != 1000; ++i) {
    memory::steps = 0;
    q.push(waiters.emplace_back(address(8)), i % 2 == 0 ? queue_at::back : queue_at::front);
    if (i == 3) first_cost = memory::steps;
  }
  EXPECT_EQ(memory::steps, first_cost);
}

}  // namespace
}  // namespace wait_queue_tests
