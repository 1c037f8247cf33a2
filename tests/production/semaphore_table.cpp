// Many addresses in the one table.

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <random>
#include <thread>
#include <vector>

#include "observe.h"

namespace semaphore_table_tests {
namespace {

using lockstep::semaphore;
using lockstep::models::native_memory;

/// Half of the threads acquire at random addresses, half release at the same addresses in another order.
void exchange_tokens(const std::vector<semaphore*>& addresses) {
  constexpr std::size_t pairs = 12;
  constexpr std::size_t tokens_each = 300;
  std::mt19937 random(1);
  std::vector<semaphore*> taken, given;
  for (std::size_t i = 0; i != pairs * tokens_each; ++i) taken.push_back(addresses[random() % addresses.size()]);
  given = taken;
  std::shuffle(given.begin(), given.end(), random);
  {
    std::vector<std::jthread> threads;
    for (std::size_t t = 0; t != pairs; ++t) {
      threads.emplace_back([&taken, from = t * tokens_each] {
        for (std::size_t i = from; i != from + tokens_each; ++i) taken[i]->acquire();
      });
      threads.emplace_back([&given, from = t * tokens_each] {
        for (std::size_t i = from; i != from + tokens_each; ++i) given[i]->release(i % 2 == 0);
      });
    }
  }
  for (auto* const s : addresses) ASSERT_EQ(lockstep::tests::bytes_of<std::uint32_t>(*s), 0u);
}

// SEMA-1, SEMA-2
TEST(semaphore_table, keeps_neighbouring_addresses_apart) {
  const auto all = std::make_unique<semaphore[]>(64);
  std::vector<semaphore*> addresses;
  for (std::size_t i = 0; i != 64; ++i) addresses.push_back(&all[i]);
  exchange_tokens(addresses);
}

// SEMA-1, SEMA-2, SEMA-7
TEST(semaphore_table, keeps_addresses_of_one_bucket_apart) {
  using table = lockstep::semaphore_table<native_memory>;
  constexpr std::size_t size = 64 * 2 * native_memory::semaphore_buckets;
  const auto all = std::make_unique<semaphore[]>(size);
  std::vector<semaphore*> addresses;
  for (std::size_t i = 0; i != size; ++i) {
    if (&table::bucket_of(&all[i]) == &table::bucket_of(&all[0])) addresses.push_back(&all[i]);
  }
  ASSERT_GE(addresses.size(), 64u);
  exchange_tokens(addresses);
}

}  // namespace
}  // namespace semaphore_table_tests
